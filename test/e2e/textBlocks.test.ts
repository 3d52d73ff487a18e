import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { ROOT } from '../harness/options';
import { writeFolderSettings } from '../harness/profile';
import { Workbench } from '../harness/workbench';

const withTinyModel = {
  'mend.model.folders': [path.join(ROOT, 'test/fixtures/tiny-gpt2')],
  'mend.model.id': 'tiny-gpt2',
};
const THEMES = ['Dark Modern', 'Default High Contrast Light'];

/** What stands above and behind demonstrations, as a user sees it. */
describe('Blocks in the text', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folderSettings: withTinyModel });
  });
  after(() => workbench.close());

  const lens = (text: RegExp | string) =>
    workbench.page.locator('.codelens-decoration', { hasText: text }).first();

  /** A lens that is drawn anew in the very moment loses a click. */
  async function clickUntil(title: string, wanted: Locator): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      await lens(title).getByText(title, { exact: true }).click();
      const came = wanted.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
      if (await came) return;
    }
    await wanted.waitFor();
  }

  it('show a lens as soon as the document is opened', async () => {
    await workbench.openFile('sentiment.jsonl');
    await lens('16 demonstrations → not compressed').waitFor();
    await lens('Count tokens').waitFor();
  });

  it('show their tokens once they are counted', async () => {
    const counted = /16 demonstrations \(\d+ fit\), \d+ tokens → \d+ vectors, not compressed/;
    await clickUntil('Count tokens', lens(counted));
  });

  it('are compressed by the lens, and go stale while somebody types', async () => {
    await clickUntil('Compress', lens(/→ \d+ vectors, fresh/));
    await workbench.screenshot('blocks-fresh');
    const line = workbench.page.locator('.view-line').first();
    await line.click();
    await workbench.page.keyboard.press('Control+Home');
    const inText = `{"input": "A new one.", "output": "positive"}\n`;
    await workbench.page.keyboard.insertText(inText);
    await lens(/→ \d+ vectors, stale/).waitFor();
    // The line is short, so that the hint behind it shows.
    await workbench.page.locator('.view-line', { hasText: /A\snew\sone.*\d+\stokens/ }).waitFor();
    await workbench.screenshot('blocks-stale');
  });

  it('are reached by the keyboard alone', async () => {
    await workbench.page.keyboard.press('Control+Home');
    await workbench.runCommand('Show CodeLens Commands for Current Line');
    for (const title of ['Compress', 'Compare', 'Open'])
      await workbench.page
        .locator('.quick-input-list .monaco-list-row', { hasText: title })
        .first()
        .waitFor();
    await workbench.choose('Compare');
    const panel = workbench.webview();
    await panel.locator('#demonstrations tbody tr').nth(16).waitFor({ state: 'attached' });
  });

  for (const theme of THEMES)
    it(`can be read in ${theme}`, async () => {
      writeFolderSettings(workbench.profile, { ...withTinyModel, 'workbench.colorTheme': theme });
      const kind = theme.includes('Contrast') ? 'hc' : 'vs';
      await workbench.page.locator(`.monaco-workbench[class*="${kind}"]`).waitFor();
      await lens(/stale/).waitFor();
      await workbench.screenshot(`blocks-${theme.replaceAll(' ', '-')}`);
    });

  it('show in the cells of a notebook', async () => {
    const source = 'shots = [\n    ("cold", "bad"),\n    ("warm", "good"),\n]';
    const cells = [{ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }];
    const metadata = { language_info: { name: 'python' } };
    const file = path.join(workbench.profile.workspace, 'notes.ipynb');
    writeFileSync(file, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
    await workbench.page.keyboard.press('Control+Shift+E');
    await workbench.page.getByRole('treeitem', { name: 'notes.ipynb' }).dblclick();
    await workbench.page
      .locator('.notebookOverlay .codelens-decoration', { hasText: '2 demonstrations' })
      .waitFor();
    await workbench.screenshot('blocks-notebook');
  });

  it('asked nothing of the network', () => {
    assert.deepEqual(workbench.foreignRequests, []);
  });
});

describe('Blocks in the text of an untrusted folder', () => {
  it('show all the same', async () => {
    const workbench = await Workbench.open({ trusted: false });
    await workbench.openFile('owners.md');
    await workbench.page.locator('.codelens-decoration', { hasText: '16 demonstrations' }).first().waitFor();
    await workbench.close();
  });
});
