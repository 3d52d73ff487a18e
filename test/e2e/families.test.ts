import { strict as assert } from 'node:assert';
import path from 'node:path';
import { ROOT } from '../harness/options';
import { writeFolderSettings } from '../harness/profile';
import { Workbench } from '../harness/workbench';
import { ask } from './steps/ask';
import { selectModel } from './steps/selectModel';

const FIXTURES = path.join(ROOT, 'test/fixtures');
/** A model with random weights of each family, a document to compress with it, and what code for its vectors uses. */
const families = [
  { model: 'tiny-gpt2', file: 'sentiment.jsonl', uses: 'GPT2LMHeadModel' },
  { model: 'tiny-t5', file: 'intents.csv', uses: 'T5ForConditionalGeneration' },
];
const VECTORS = 8;

/** What a user does from demonstrations to code, in one workbench that changes from family to family. */
describe('Every family end to end', () => {
  let workbench: Workbench;
  before(async () => {
    const folderSettings = { 'mend.model.folders': [FIXTURES], 'mend.model.id': 'mend-gpt2-mini' };
    workbench = await Workbench.open({ folderSettings });
  });
  after(() => workbench.close());

  for (const { model, file, uses } of families) {
    it(`${model}: is selected, compresses, predicts, and gives code to go on with`, async () => {
      await selectModel(workbench, model);
      await workbench.openFile(file);
      await workbench.runCommand('MEND: Compress Demonstrations');
      const panel = workbench.webview();
      await panel.locator('.provenance', { hasText: `${model}-target` }).waitFor({ state: 'attached' });
      await panel.locator('.nearest tbody tr').first().waitFor();
      assert.equal(await panel.locator('.tile dd').first().textContent(), String(VECTORS));

      await ask(panel, 'The tea was lovely.');
      await panel.locator('.scores').waitFor();
      assert.equal(await panel.locator('.scores .chosen:visible').count(), 3);
      await panel.getByText(/nats/).waitFor();
      await panel.locator('vscode-text-field input').fill('');
      await panel.getByRole('button', { name: 'Predict' }).click();
      await panel.locator('.generated').nth(2).waitFor();
      assert.doesNotMatch(await panel.locator('.generated').allInnerTexts().then(String), /<\/s>|<extra_id_/);

      await workbench.runCommand('MEND: Copy Reuse Snippet');
      await workbench.choose('Python');
      await workbench.page.getByText('the Python snippet is on the clipboard').waitFor();
      const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
      assert.ok(copied.includes(uses), copied);
      assert.ok(copied.includes(`${file}.mend.safetensors`), copied);
    });
  }

  it('refuses vectors of the other family where their own model is not there', async () => {
    // The vectors of the T5 are open.
    const settings = {
      'mend.model.folders': [path.join(FIXTURES, 'tiny-gpt2')],
      'mend.model.id': 'tiny-gpt2',
    };
    writeFolderSettings(workbench.profile, settings);
    const panel = workbench.webview();
    // A moment passes until the change is noticed.
    for (const end = Date.now() + 20_000; ;) {
      await ask(panel, 'The tea was cold.');
      await panel.locator('.busy').waitFor({ state: 'hidden' });
      if (await panel.locator('.error').isVisible()) break;
      assert.ok(Date.now() < end, 'the vectors are still answered with');
    }
    assert.match(
      await panel.locator('.error').innerText(),
      /The vectors were made for tiny-t5-target, which is not among the models \(found: tiny-gpt2, /,
    );
  });
});
