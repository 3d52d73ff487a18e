import type { Surroundings } from './command';

/** One line on a terminal's stderr that is overwritten; nothing anywhere else. `clear` takes it away again. */
export function progressLine(stderr: Surroundings['stderr']): {
  report(report: { readonly message: string; readonly fraction?: number }): void;
  clear(): void;
} {
  if (stderr.isTTY !== true) return { report: () => undefined, clear: () => undefined };
  let shown = false;
  return {
    report({ message, fraction }) {
      const percent = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
      stderr.write(`\r\x1b[K${message}${percent}`);
      shown = true;
    },
    clear() {
      if (shown) stderr.write('\r\x1b[K');
      shown = false;
    },
  };
}
