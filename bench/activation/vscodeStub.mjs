// A `vscode` module in which everything exists and does nothing: good enough to activate an extension, and quick.
import path from 'node:path';

/** Anything: a function, a class and an object with any property, each again anything. */
function anything() {
  const properties = new Map();
  const target = function () {};
  return new Proxy(target, {
    get: (_target, key) => {
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return () => 0;
      if (key === 'prototype') return target.prototype;
      if (!properties.has(key)) properties.set(key, anything());
      return properties.get(key);
    },
    set: (_target, key, value) => {
      properties.set(key, value);
      return true;
    },
    apply: () => anything(),
    construct: () => anything(),
  });
}

const file = (fsPath) => ({ scheme: 'file', fsPath, path: fsPath, toString: () => `file://${fsPath}` });

class EventEmitter {
  event = () => ({ dispose: () => undefined });
  fire() {}
  dispose() {}
}

const real = {
  Uri: { file, joinPath: (base, ...parts) => file(path.join(base.fsPath, ...parts)) },
  EventEmitter,
};

export const vscode = new Proxy(anything(), {
  get: (target, key) => (key in real ? real[key] : target[key]),
  // A bundler's import helper copies own properties, of which there are none, onto an object with this prototype.
  getPrototypeOf: () => vscode,
});
