import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser';
import { ROOT, outputFolder } from '../harness/options';
import { openPanel, type FakePanel } from './panel/fakeHost';
import * as states from './panel/states';
import { themeNames } from './panel/themes';
import { auditAccessibility } from './panel/axe';

const build = path.join(ROOT, 'dist/webview');

/** The panel by itself: the built page in a plain browser, with a host that only knows what it is told. */
describe('The panel in a plain browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const theme of themeNames) {
    for (const [name, state] of Object.entries(states)) {
      it(`is accessible and keeps its policy: ${name}, ${theme}`, async () => {
        const panel = await openPanel(browser, build, state, { theme });
        assert.deepEqual(await auditAccessibility(panel.page), []);
        assert.deepEqual(await panel.violations(), []);
        await picture(panel, `panel-${name}-${theme}`);
        await panel.page.close();
      });
    }
  }

  for (const width of [250, 300, 500, 800, 1300]) {
    it(`needs no horizontal scrolling at ${width} pixels`, async () => {
      const panel = await openPanel(browser, build, states.predicted, { width });
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      await panel.page.close();
    });
  }

  it('predicts with the keyboard alone, and sends what was typed', async () => {
    const { page, told } = await openPanel(browser, build, states.compressed);
    await tabTo(page, 'vscode-text-area');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('the tea was cold');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('good, bad');
    await page.keyboard.press('Enter');
    const draft = { input: 'the tea was cold', options: 'good, bad' };
    assert.deepEqual((await told()).at(-1), { name: 'predict', payload: draft });
    assert.ok((await told()).some(({ name }) => name === 'draft'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal((await told()).filter(({ name }) => name === 'predict').length, 2);
    await page.close();
  });

  it('keeps what is typed while states arrive', async () => {
    const panel = await openPanel(browser, build, states.compressed);
    const area = panel.page.locator('vscode-text-area textarea');
    await area.fill('half a quer');
    await panel.tell('busy', { title: 'Predicting', message: 'Zero-shot' });
    await panel.page.getByText('Zero-shot').waitFor();
    assert.equal(await area.inputValue(), 'half a quer');
    assert.ok(await area.evaluate((element) => element.matches(':focus')));
    await panel.page.close();
  });

  it('reads single values with the arrow keys', async () => {
    const { page } = await openPanel(browser, build, states.predicted);
    await page.locator('canvas.heatmap').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const text = await page.locator('output.read-out').first().textContent();
    assert.match(text ?? '', /^#1, dimension 2: −?\d/);
    await page.close();
  });

  it('offers what to do when it is empty, and runs it', async () => {
    const { page, told } = await openPanel(browser, build, states.empty);
    await page.getByRole('button', { name: 'Compress the block around the cursor' }).click();
    await page.getByRole('button', { name: 'Open an example' }).click();
    assert.deepEqual(await told(), [
      { name: 'run', payload: { command: 'mend.compress' } },
      { name: 'run', payload: { command: 'mend.openExample' } },
    ]);
    await page.close();
  });

  it('says what is left of each demonstration, pins one, and spends rows by the keyboard', async () => {
    const { page, told } = await openPanel(browser, build, states.mapped);
    const lost = page.locator('.demonstrations tr', { hasText: 'lost, answered otherwise' }).first();
    await lost.getByRole('button', { name: 'Pin demonstration 3', exact: true }).click();
    await page.getByRole('button', { name: 'Unpin demonstration 5' }).click();
    await page.getByRole('slider', { name: 'In front of every query' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Show survival map' }).click();
    assert.deepEqual(await told(), [
      { name: 'pin', payload: { index: 2, pinned: true } },
      { name: 'pin', payload: { index: 4, pinned: false } },
      { name: 'spend', payload: { rows: 32 } },
      { name: 'map', payload: null },
    ]);
    await page.close();
  });

  it('cancels what runs, and disables what would start more', async () => {
    const { page, told } = await openPanel(browser, build, states.busy);
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '40');
    assert.ok(
      await page
        .locator('vscode-button', { hasText: 'Predict' })
        .evaluate((button) => button.hasAttribute('disabled')),
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await told()).at(-1)?.name, 'cancel');
    await page.close();
  });

  it('shows what was given as text, never as markup', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const { demonstrations } = states.compressed;
    assert.ok(demonstrations);
    const state = {
      ...states.compressed,
      error: markup,
      demonstrations: { ...demonstrations, items: [{ input: markup, output: markup }] },
    };
    const panel = await openPanel(browser, build, state);
    assert.equal(await panel.page.locator('img, b').count(), 0);
    assert.equal(await panel.page.getByText(markup).count(), 3);
    assert.deepEqual(await panel.violations(), []);
    await panel.page.close();
  });

  it('folds sections', async () => {
    const { page } = await openPanel(browser, build, states.predicted);
    await page.locator('#vectors > summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('canvas.heatmap').waitFor({ state: 'hidden' });
    assert.ok(await page.locator('#vectors .section-aside').isVisible());
    await page.close();
  });
});

async function tabTo(page: FakePanel['page'], tag: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((name) => document.activeElement?.localName === name, tag)) return;
  }
  assert.fail(`${tag} can not be reached with the Tab key`);
}

async function picture({ page }: FakePanel, name: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 320, height: Math.min(2400, Math.max(300, height)) });
  mkdirSync(outputFolder(), { recursive: true });
  await page.screenshot({ path: path.join(outputFolder(), `${name}.png`) });
}
