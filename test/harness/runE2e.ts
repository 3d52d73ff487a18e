import Mocha from 'mocha';
import { grep, resultsFile, specs } from './options';
import { writeResults } from './report';
import { openWorkbenches } from './workbench';

/** Runs the end-to-end specs: mocha here, VS Code in a browser. A failed test leaves a picture of what it saw. */
const mocha = new Mocha({
  ui: 'bdd',
  color: false,
  timeout: 180_000,
  reporter: 'spec',
  forbidOnly: Boolean(process.env['CI']),
});
if (grep() !== '') mocha.grep(grep());
for (const file of specs()) mocha.addFile(file);
mocha.rootHooks({
  afterEach: async function (this: Mocha.Context) {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replace(/\W+/g, '-');
    for (const [index, workbench] of openWorkbenches().entries())
      await workbench.screenshot(`failed-${name}-${String(index)}`);
  },
  afterAll: async () => {
    for (const workbench of openWorkbenches()) await workbench.close();
  },
});
const runner = mocha.run((failures) => {
  writeResults(runner, resultsFile());
  process.exit(failures > 0 ? 1 : 0);
});
