import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal; anything but `y` or `yes` is no. On stderr, so that stdout has the result alone. */
export async function askOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C comes here while a question is open.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  try {
    return /^\s*y(es)?\s*$/i.test(await terminal.question(`${question} [y/N] `, { signal }));
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}
