import type { ChildProcess, ForkOptions } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Fork } from '../engineProcess';
import type { RpcMessage } from '../../shared/rpcMessages';

/** A child process that exists in the test alone: it answers nothing by itself and ends when told. */
export class FakeChild extends EventEmitter {
  readonly pid: number | undefined;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly sent: RpcMessage[] = [];
  readonly kills: string[] = [];
  connected = true;

  constructor(pid: number | undefined) {
    super();
    this.pid = pid;
  }

  send(message: RpcMessage): boolean {
    this.sent.push(message);
    return true;
  }

  kill(signal: string): boolean {
    this.kills.push(signal);
    if (this.connected) queueMicrotask(() => this.end(null, signal));
    return true;
  }

  says(message: object): void {
    this.emit('message', { v: 1, ...message });
  }

  ready(): void {
    this.says({ kind: 'event', name: 'ready', payload: { pid: this.pid } });
  }

  /** The last request sent for a method. */
  requestOf(method: string): string {
    const found = this.sent.findLast((message) => message.kind === 'request' && message.method === method);
    return found && 'id' in found ? found.id : '';
  }

  end(code: number | null, signal: string | null = null): void {
    this.connected = false;
    this.emit('exit', code, signal);
    this.emit('close', code, signal);
  }
}

export interface FakeFork {
  readonly fork: Fork;
  readonly children: FakeChild[];
  readonly calls: {
    readonly path: string;
    readonly args: readonly string[];
    readonly options: ForkOptions;
  }[];
  /** The newest child. */
  last(): FakeChild;
}

export function fakeFork(): FakeFork {
  const children: FakeChild[] = [];
  const calls: FakeFork['calls'] = [];
  return {
    children,
    calls,
    last: () => {
      const child = children.at(-1);
      if (!child) throw new Error('nothing was forked');
      return child;
    },
    fork: (path, args, options) => {
      calls.push({ path, args, options });
      const child = new FakeChild(1000 + children.length);
      children.push(child);
      return child as unknown as ChildProcess;
    },
  };
}
