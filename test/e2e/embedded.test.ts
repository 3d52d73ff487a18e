import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../harness/options';
import { Workbench } from '../harness/workbench';
import { ask } from './steps/ask';

const models = readdirSync(path.join(ROOT, 'models')).filter((name) =>
  existsSync(path.join(ROOT, 'models', name, 'mend.json')),
);

/** Used where nothing is set. */
const DEFAULT = 'mend-gpt2-mini';

/** What a user who just installed the extension meets: the models that are in the package. */
describe('The embedded models', () => {
  for (const model of models) {
    it(`${model}: compresses a table and looks an answer up in the vectors`, async () => {
      const chosen = model === DEFAULT ? {} : { folderSettings: { 'mend.model.id': model } };
      const workbench = await Workbench.open({ width: 1500, height: 1000, ...chosen });
      await workbench.openFile('owners.md');
      await workbench.page.keyboard.press('Control+End');
      await workbench.runCommand('MEND: Compress Demonstrations');
      const panel = workbench.webview();
      await panel.locator('#demonstrations tbody tr').nth(15).waitFor({ state: 'attached' });
      await panel.locator('.provenance', { hasText: `${model}-target` }).waitFor({ state: 'attached' });
      await ask(panel, 'login');
      await panel.locator('.asked', { hasText: 'login' }).waitFor();
      await panel.getByText(/nats/).waitFor();
      // What examples/owners.md says of it, three times.
      const predicted = panel.locator('.scores tbody tr', { has: panel.locator('td.distilled.chosen') });
      assert.equal(await predicted.locator('th').innerText(), 'green');
      await panel.locator('.scores').scrollIntoViewIfNeeded();
      await workbench.screenshot(`embedded-${model}`);
      await workbench.close();
    });
  }
});
