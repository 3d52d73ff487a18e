import { printLoad, printMachine } from './machine';
import { readOptions, type BenchOptions } from './options';

/** Runs one benchmark between two readings of the machine's load; a failure is one line and exit code 1. */
export function main(title: string, run: (options: BenchOptions) => Promise<void>): void {
  const work = async (): Promise<void> => {
    const options = readOptions();
    console.log(`\n=== ${title} ===\n`);
    printMachine();
    await run(options);
    printLoad();
  };
  work().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? (error.stack ?? error.message) : error);
      process.exit(1);
    },
  );
}
