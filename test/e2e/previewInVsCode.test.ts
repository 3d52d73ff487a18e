import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { ROOT } from '../harness/options';
import { Workbench } from '../harness/workbench';

/** A model with random weights that is loaded in no time. */
const withTinyModel = {
  'mend.model.folders': [path.join(ROOT, 'test/fixtures/tiny-gpt2')],
  'mend.model.id': 'tiny-gpt2',
};
const query = (input: string): string => JSON.stringify({ input, output: 'alarm' });
/** Milliseconds after which VS Code in a browser has stored what a window shows: it does so every five seconds. */
const STORED = 6500;
const COMMAND = 'MEND: Preview Predictions';

/** What only VS Code itself does with the preview: its questions, its dialogs, its cursor, and a window that is reloaded. */
describe('The preview of predictions in VS Code', () => {
  let workbench: Workbench;
  const inWorkspace = (name: string): string => path.join(workbench.profile.workspace, name);
  const preview = (): FrameLocator => workbench.webview();
  const rows = (): Locator => preview().locator('.body .row');
  /** Their texts from top to bottom, whatever the order of the elements. */
  const rowsInOrder = (): Promise<string[]> =>
    rows().evaluateAll((elements) =>
      elements
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map(({ textContent }) => textContent),
    );
  const row = (text: string): Locator => preview().locator('.body .row', { hasText: text });
  const notice = (text: RegExp): Locator =>
    workbench.page.locator('.notifications-toasts').getByText(text).first();
  const entries = (): Promise<string[]> =>
    workbench.page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
  const question = (title: string): Promise<void> =>
    workbench.page.locator('.quick-input-title', { hasText: title }).waitFor();
  const answered = (count: number): Promise<void> =>
    preview().getByText(`${count} of ${count} answered`).waitFor();

  before(async () => {
    workbench = await Workbench.open({ folderSettings: withTinyModel });
    writeFileSync(inWorkspace('intents.more.queries.jsonl'), ['one', 'two', 'three'].map(query).join('\n'));
    writeFileSync(inWorkspace('elsewhere.jsonl'), ['four', 'five'].map(query).join('\n'));
  });
  after(() => workbench.close());

  it('asks which queries are meant where there are several files of them', async () => {
    await workbench.openFile('intents.csv');
    await workbench.runCommand(COMMAND);
    await question('What to answer');
    assert.deepEqual(await entries(), [
      'All queries of intents.more.queries.jsonl',
      'All queries of intents.queries.jsonl',
      'Another file of queries…',
    ]);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.waitForTimeout(500);
    assert.equal(await workbench.page.locator('.tab', { hasText: 'Predictions' }).count(), 0);
    await workbench.runCommand(COMMAND);
    await question('What to answer');
    await workbench.choose('intents.more');
    await answered(3);
    assert.equal(await rows().count(), 3);
  });

  it('takes any other file that is chosen, from the list and from the page', async () => {
    await workbench.page.locator('.tab', { hasText: 'intents.csv' }).first().click();
    await workbench.runCommand(COMMAND);
    await workbench.choose('Another file of queries');
    await typePath(workbench, inWorkspace('elsewhere.jsonl'));
    await row('four').waitFor();
    await answered(2);
    await preview().getByRole('button', { name: 'Other queries' }).click();
    await typePath(workbench, inWorkspace('intents.queries.jsonl'));
    await row('snow in the mountains').waitFor();
    await answered(6);
  });

  it('exports where the dialog says, in the order shown, and nothing where it is cancelled', async () => {
    const saved = inWorkspace('saved.csv');
    await preview().getByRole('button', { name: 'Export CSV' }).click();
    await until(workbench.quickInput(), /intents\.queries\.predictions\.csv$/);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.waitForTimeout(500);
    assert.equal(existsSync(inWorkspace('intents.queries.predictions.csv')), false);
    const number = preview().getByRole('button', { name: 'Number of the query' });
    await number.click();
    await number.click();
    await preview().getByRole('button', { name: 'Export CSV' }).click();
    await typePath(workbench, saved);
    await workbench.page.getByText('6 predictions saved in saved.csv').waitFor();
    const lines = readFileSync(saved, 'utf8').trimEnd().split('\r\n');
    assert.match(lines[0] ?? '', /^query,input,expected,zeroShot,/);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',')[0]),
      ['6', '5', '4', '3', '2', '1'],
    );
  });

  it('shows the same again in a window that was reloaded, sorted as it was', async () => {
    const before = await rowsInOrder();
    await workbench.page.waitForTimeout(STORED);
    await workbench.reload();
    await answered(6);
    // The words above the table may come a moment before its last cells.
    await row('…').first().waitFor({ state: 'hidden' });
    assert.deepEqual(await rowsInOrder(), before);
    assert.match(before[0] ?? '', /^6/);
    await workbench.screenshot('preview-restored');
  });

  it('follows the cursor from query to query', async () => {
    await workbench.openFile('intents.queries.jsonl');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.runCommand(COMMAND);
    await question('What to answer');
    await workbench.choose('The query under the cursor');
    await answered(1);
    await row('get me out of bed').waitFor();
    await workbench.page.locator('.tab', { hasText: 'intents.queries.jsonl' }).first().click();
    await workbench.page.keyboard.press('ArrowDown');
    await row('snow in the mountains').waitFor();
    assert.equal(await rows().count(), 1);
    await answered(1);
    // Selected text is a query wherever it stands.
    await workbench.page.keyboard.press('Home');
    for (let step = 0; step < 8; step += 1) await workbench.page.keyboard.press('Shift+ArrowRight');
    await row('{"input"').waitFor();
  });

  it('says why it shows nothing where its queries are gone, and goes on when they are back', async () => {
    const queries = inWorkspace('intents.more.queries.jsonl');
    const text = readFileSync(queries, 'utf8');
    await workbench.openFile('intents.csv');
    await workbench.runCommand(COMMAND);
    await workbench.choose('intents.more');
    await answered(3);
    await workbench.page.waitForTimeout(STORED);
    rmSync(queries);
    await workbench.reload();
    await preview()
      .getByText(/^intents\.more\.queries\.jsonl cannot be opened, since it was moved or deleted/)
      .waitFor();
    await workbench.screenshot('preview-gone');
    // A window that has just opened begins to watch files a moment later.
    await workbench.page.waitForTimeout(3000);
    writeFileSync(queries, text);
    await answered(3);
    assert.equal(await preview().locator('.error').isVisible(), false);
  });

  it('tells in one sentence where there is nothing to answer with', async () => {
    writeFileSync(inWorkspace('prose.txt'), 'Nothing but prose.\n');
    await workbench.openFile('prose.txt');
    await workbench.runCommand(COMMAND);
    await notice(/No demonstrations were found/).waitFor();
  });

  it('asked nothing of the network', () => assert.deepEqual(workbench.foreignRequests, []));
});

/** Waits until a box holds what it should. */
async function until(input: Locator, value: RegExp): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (value.test(await input.inputValue())) return;
    await input.page().waitForTimeout(200);
  }
  assert.match(await input.inputValue(), value);
}

/** Answers VS Code's dialog for files, which is a box for a path here. */
async function typePath(workbench: Workbench, file: string): Promise<void> {
  const input = workbench.quickInput();
  await workbench.page.locator('.quick-input-action .monaco-button:visible').first().waitFor();
  // The box overwrites what is typed before the folder is listed, so that it is typed until it stands.
  for (let tries = 0; tries < 10; tries += 1) {
    await workbench.page.waitForTimeout(500);
    if ((await input.inputValue()) === file) break;
    await input.fill(file);
  }
  assert.equal(await input.inputValue(), file);
  await workbench.page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}
