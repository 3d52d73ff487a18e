import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, FrameLocator, Page } from 'playwright-core';
import { ROOT } from '../harness/options';
import { writeFolderSettings } from '../harness/profile';
import { Workbench } from '../harness/workbench';
import { auditAccessibility } from './panel/axe';
import { ask } from './steps/ask';
import { selectModel } from './steps/selectModel';

/** A model with random weights that is loaded in no time, and how many vectors it gives. */
const withTinyModel = {
  'mend.model.folders': [path.join(ROOT, 'test/fixtures/tiny-gpt2')],
  'mend.model.id': 'tiny-gpt2',
};
const VECTORS = 8;
const themes = ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light'];

/** The packaged extension in VS Code, used as a user would. */
describe('The extension end to end', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folderSettings: withTinyModel });
  });
  after(() => workbench.close());

  it('says what to do before there is anything', async () => {
    await workbench.page.getByRole('tab', { name: 'MEND' }).click();
    await workbench.webview().getByRole('button', { name: 'Compress the block around the cursor' }).waitFor();
    await workbench.screenshot('extension-empty');
  });

  it('compresses from the palette and shows demonstrations and vectors', async () => {
    await workbench.openFile('sentiment.jsonl');
    const compressed = path.join(workbench.profile.workspace, 'sentiment.jsonl.mend.safetensors');
    await workbench.runCommand('MEND: Compress Demonstrations');
    const panel = workbench.webview();
    await panel.locator('#demonstrations tbody tr').nth(15).waitFor({ state: 'attached' });
    await panel.locator('.nearest tbody tr').first().waitFor();
    assert.equal(await panel.locator('.tile dd').first().textContent(), String(VECTORS));
    assert.equal(await panel.locator('vscode-text-field input').inputValue(), 'positive, negative');
    assert.ok(existsSync(compressed));
    await workbench.screenshot('extension-compressed');
  });

  it('predicts, with the options and without', async () => {
    const panel = workbench.webview();
    await ask(panel, 'The tea was lovely.');
    const scores = panel.locator('.scores');
    await scores.waitFor();
    const arms = await scores.locator('thead th:visible').allTextContents();
    assert.deepEqual(arms, ['Zero-shot', 'Full ICL', 'Distilled']);
    assert.equal(await scores.locator('tbody tr').count(), 2);
    assert.equal(await scores.locator('.chosen:visible').count(), 3);
    await panel.getByText(/nats/).waitFor();
    await workbench.screenshot('extension-predicted');

    await panel.locator('vscode-text-field input').fill('');
    await panel.getByRole('button', { name: 'Predict' }).click();
    await panel.locator('.generated').nth(2).waitFor();
    await panel.locator('vscode-text-field input').fill('positive, negative');
    await panel.getByRole('button', { name: 'Predict' }).click();
    await scores.waitFor();
  });

  it('opens a vector file', async () => {
    const file = path.join(workbench.profile.workspace, 'sentiment.jsonl.mend.safetensors');
    await workbench.runCommand('MEND: Open Vector File');
    const box = workbench.quickInput();
    await box.waitFor();
    // On a busy machine the dialog puts the folder's name over what was typed too soon.
    for (const end = Date.now() + 20_000; await box.isVisible();) {
      assert.ok(Date.now() < end, 'the dialog does not take the file');
      await box.fill(file);
      await box.press('Enter');
      await workbench.page.waitForTimeout(500);
    }
    const panel = workbench.webview();
    // The prediction of before goes; then the vocabulary is compared with the vectors, which shows as progress.
    await panel.locator('.scores').waitFor({ state: 'hidden' });
    const progress = workbench.page.locator('.notifications-toasts', { hasText: 'Opening vectors' });
    await progress.waitFor({ state: 'hidden' });
    assert.equal(await panel.locator('.tile dd').first().textContent(), String(VECTORS));
    // The demonstrations are the file's own, so that they stay beside its vectors.
    assert.equal(await panel.locator('#demonstrations tbody tr').count(), 16);
  });

  it('predicts a query asked from the palette', async () => {
    await workbench.runCommand('MEND: Predict With Vectors');
    const box = workbench.quickInput();
    await workbench.page.getByText('The input to predict an output for.').waitFor();
    await box.fill('A waste of an evening.');
    await box.press('Enter');
    await workbench.webview().locator('.asked', { hasText: 'A waste of an evening.' }).waitFor();
  });

  for (const [language, line] of [
    ['TypeScript', 'loadVectors('],
    ['Python', 'from safetensors'],
  ] as const) {
    it(`copies code that uses the vectors, in ${language}`, async () => {
      await workbench.runCommand('MEND: Copy Reuse Snippet');
      await workbench.choose(language);
      await workbench.page.getByText(`the ${language} snippet is on the clipboard`).waitFor();
      const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
      assert.ok(copied.includes(line), copied);
      assert.ok(copied.includes('sentiment.jsonl.mend.safetensors'), copied);
    });
  }

  it('switches to the embedded model and back', async () => {
    for (const model of ['mend-gpt2-mini', 'tiny-gpt2']) await selectModel(workbench, model);
  });

  it('keeps everything when it is hidden and shown again', async () => {
    const before = await contents(workbench.webview());
    await workbench.page
      .locator('.activitybar')
      .getByRole('tab', { name: /Explorer/ })
      .click();
    await workbench.page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
    await workbench.page.getByRole('tab', { name: 'MEND' }).click();
    await workbench.webview().locator('.scores').waitFor();
    assert.equal(await contents(workbench.webview()), before);
  });

  it('keeps everything over a reload of the window, under its policy, without starting the engine', async () => {
    const before = await contents(workbench.webview());
    // What is typed is stored a moment later.
    await workbench.page.waitForTimeout(1000);
    await collectViolations(workbench.page);
    await workbench.page.reload();
    await workbench.webview().locator('.scores').waitFor();
    assert.equal(await contents(workbench.webview()), before);
    assert.deepEqual(engines(workbench), []);
    const frame = await panelFrame(workbench.page);
    assert.deepEqual(await frame.evaluate(() => window.violations), []);
  });

  for (const theme of themes) {
    it(`is accessible in ${theme}`, async () => {
      writeFolderSettings(workbench.profile, { ...withTinyModel, 'workbench.colorTheme': theme });
      const kind = theme.includes('Contrast') ? 'hc' : 'vs';
      await workbench.page.locator(`.monaco-workbench[class*="${kind}"]`).waitFor();
      await workbench.page.waitForTimeout(2500);
      const frame = await panelFrame(workbench.page);
      assert.deepEqual(await auditAccessibility(frame), []);
      await workbench.screenshot(`extension-${theme.replaceAll(' ', '-')}`);
    });
  }

  it('cancels a prediction that hangs, and works again after that', async () => {
    const panel = workbench.webview();
    await ask(panel, 'The bread was stale.');
    await panel.locator('.asked', { hasText: 'The bread was stale.' }).waitFor();
    await panel.locator('.busy').waitFor({ state: 'hidden' });
    const [engine] = engines(workbench);
    assert.ok(engine !== undefined, 'the engine does not run');
    process.kill(engine, 'SIGSTOP');
    await ask(panel, 'The boat was fast.');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('.busy').waitFor({ state: 'hidden' });
    assert.equal(await panel.locator('.error').isVisible(), false);
    assert.ok(!engines(workbench).includes(engine), 'the hanging engine still runs');
    await ask(panel, 'The boat was slow.');
    await panel.locator('.asked', { hasText: 'The boat was slow.' }).waitFor();
    assert.equal(await panel.locator('.error').isVisible(), false);
  });

  it('shows an error as one sentence', async () => {
    writeFileSync(path.join(workbench.profile.workspace, 'prose.txt'), 'Nothing but prose.\n');
    await workbench.openFile('prose.txt');
    await workbench.runCommand('MEND: Compress Demonstrations');
    await workbench.page
      .locator('.notifications-toasts')
      .getByText(/No demonstrations were found/)
      .waitFor();
    await workbench.screenshot('extension-error');
  });

  it('asked nothing of the network', () => {
    assert.deepEqual(workbench.foreignRequests, []);
  });
});

/** All that is to be read in the panel, typed text included. */
async function contents(panel: FrameLocator): Promise<string> {
  const query = await panel.locator('vscode-text-area textarea').inputValue();
  const options = await panel.locator('vscode-text-field input').inputValue();
  return [await panel.locator('.sections').innerText(), query, options].join('\n');
}

async function panelFrame(page: Page): Promise<Frame> {
  for (const frame of page.frames()) {
    if ((await frame.locator('main#panel').count()) > 0) return frame;
  }
  return assert.fail('the panel has no frame');
}

/** From the next load on, every frame lists what its policy refused. */
async function collectViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
}

/** Process ids of the engines of this workbench's extension. */
function engines({ profile }: Workbench): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(path.join(profile.extensions, 'mend-distill')) && line.includes('engine.js');
      } catch {
        return false; // It ended meanwhile.
      }
    });
}
