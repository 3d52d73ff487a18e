import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser';
import { ROOT, outputFolder } from '../harness/options';
import { auditAccessibility } from './panel/axe';
import { openPanel, type FakeOptions, type FakePanel } from './panel/fakeHost';
import { themeNames } from './panel/themes';
import * as states from './vectorEditor/states';

const build = path.join(ROOT, 'dist/webview');

/** The vector editor by itself: the built page in a plain browser, with a host that only knows what it is told. */
describe('The vector editor in a plain browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (state: object, options: FakeOptions = {}): Promise<FakePanel> =>
    openPanel(browser, build, state, { width: 1100, bundle: 'vectorEditor', ...options });

  for (const theme of themeNames) {
    for (const [name, state] of Object.entries(states)) {
      it(`is accessible and keeps its policy: ${name}, ${theme}`, async () => {
        const editor = await open(state, { theme });
        assert.deepEqual(await auditAccessibility(editor.page), []);
        assert.deepEqual(await editor.violations(), []);
        await picture(editor, `vectorEditor-${name}-${theme}`);
        await editor.page.close();
      });
    }
  }

  for (const width of [300, 500, 800, 1600]) {
    it(`needs no horizontal scrolling at ${width} pixels`, async () => {
      for (const state of [states.asked, states.compared]) {
        const { page } = await open(state, { width });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        await page.close();
      }
    });
  }

  it('says what it costs', async () => {
    const { page } = await open(states.asked);
    const rows = await page.locator('table.cost tbody tr').allTextContents();
    assert.equal(rows.length, 2);
    assert.match(rows[0] ?? '', /^Positions1623415×$/);
    assert.match(rows[1] ?? '', /^Keys and values[\d.]+\u00a0[KM]B[\d.]+\u00a0[KM]B15×$/);
    await page.close();
  });

  it('reads the points of the projection with the arrow keys', async () => {
    const { page } = await open(states.asked);
    await page.locator('canvas.scatter').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const text = await page.locator('#plane output').textContent();
    assert.match(text ?? '', /^#2: −?\d.*, −?\d.*, nearest token “.+” \(cosine −?\d/);
    await page.close();
  });

  it('shows one sentence about a file that is none, and nothing to do with it', async () => {
    const { page } = await open(states.corrupt);
    await page.getByRole('alert').filter({ hasText: 'is truncated or damaged' }).waitFor();
    assert.equal(await page.locator('vscode-button:visible, canvas:visible').count(), 0);
    await page.close();
  });

  it('offers no query where there is no model to answer it', async () => {
    const { page } = await open(states.withoutModel);
    assert.equal(await page.locator('#predictions').isVisible(), false);
    assert.equal(await page.locator('table.cost').count(), 0);
    await page.getByText('is not among the models').waitFor();
    await page.close();
  });

  it('asks with the keyboard alone, and runs its commands', async () => {
    const { page, told } = await open(states.opening);
    const area = page.locator('#predictions vscode-text-area textarea');
    await area.focus();
    await page.keyboard.type('the tea was cold');
    await page.keyboard.press('Control+Enter');
    const draft = { input: 'the tea was cold', options: 'positive, negative' };
    assert.deepEqual((await told()).at(-1), { name: 'predict', payload: draft });
    for (const [label, command] of [
      ['Copy snippet', 'mend.copySnippet'],
      ['Export …', 'mend.exportVectors'],
      ['Compare with …', 'mend.compareVectors'],
      ['Show in the panel', 'mend.openVectors'],
    ] as const) {
      await page.locator('vscode-button', { hasText: label }).focus();
      await page.keyboard.press('Enter');
      assert.deepEqual((await told()).at(-1), { name: 'run', payload: { command } });
    }
    await page.close();
  });

  it('takes what comes later: tokens, a new file, a broken one', async () => {
    const { page, tell } = await open(states.opening);
    assert.equal(await page.locator('table.nearest').count(), 0);
    await tell('show', states.asked);
    await page.locator('table.nearest').waitFor();
    await tell('show', states.corrupt);
    await page.locator('canvas.heatmap').waitFor({ state: 'hidden' });
    await tell('show', states.asked);
    await page.locator('canvas.heatmap').waitFor({ state: 'visible' });
    await page.close();
  });

  it('compares: marks what differs, reads pairs, counts answers', async () => {
    const { page, told } = await open(states.compared);
    const marked = await page.locator('table.differences tr.differs th').allTextContents();
    assert.deepEqual(marked, ['Demonstrations', 'Created']);
    await page.locator('canvas.pairs').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(
      (await page.locator('#similarity output').textContent()) ?? '',
      /^first #1, second #1: 0\.\d/,
    );
    await page.getByText('Both files answer 1 of 2 queries alike.').waitFor();
    await page.locator('vscode-button', { hasText: 'Ask both' }).click();
    assert.equal((await told()).at(-1)?.name, 'predict');
    await page.close();
  });

  it('compares no angles of vectors of different widths', async () => {
    const { page } = await open(states.foreign);
    assert.equal(await page.locator('canvas.pairs').isVisible(), false);
    await page.getByText('Their widths are 64 and 32').waitFor();
    await page.close();
  });
});

async function picture({ page }: FakePanel, name: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 1100, height: Math.min(2400, Math.max(300, height)) });
  mkdirSync(outputFolder(), { recursive: true });
  await page.screenshot({ path: path.join(outputFolder(), `${name}.png`) });
}
