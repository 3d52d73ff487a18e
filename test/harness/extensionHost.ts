import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { grep, resultsFile, specs } from './options';
import { writeResults } from './report';

/** Runs the integration specs inside the extension host; the entry shape is that of `@vscode/test-electron`. */
export async function run(): Promise<void> {
  // The host's console travels through the workbench and mixes with its log, so mocha writes to a file that the runner shows.
  const log = process.env['MEND_LOG'];
  if (log !== undefined)
    Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
      appendFileSync(log, format(...words) + '\n');
    };
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 60_000,
    reporter: 'spec',
    forbidOnly: Boolean(process.env['CI']),
  });
  if (grep() !== '') mocha.grep(grep());
  for (const file of specs()) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run((count) => {
      writeResults(runner, resultsFile());
      resolve(count);
    });
  });
  if (failures > 0) throw new Error(`${String(failures)} test(s) failed`);
}
