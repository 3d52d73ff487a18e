import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { PreviewState } from '../../src/preview/protocol';
import { launchBrowser } from '../harness/browser';
import { ROOT, outputFolder } from '../harness/options';
import { auditAccessibility } from './panel/axe';
import { openPanel, type FakePanel, type FakeOptions } from './panel/fakeHost';
import * as states from './panel/previewStates';
import { themeNames } from './panel/themes';

const build = path.join(ROOT, 'dist/webview');
const { large, rowsOf, done, streaming, unlabelled, failed } = states;

/** The preview by itself: the built page in a plain browser, with a host that only knows what it is told. */
describe('The preview of predictions in a plain browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (state: PreviewState, options: FakeOptions = {}): Promise<FakePanel> =>
    openPanel(browser, build, state, { width: 1200, height: 800, bundle: 'preview', ...options });

  for (const theme of themeNames) {
    for (const [name, state] of Object.entries({ done, streaming, unlabelled, failed })) {
      it(`is accessible and keeps its policy: ${name}, ${theme}`, async () => {
        const preview = await open(state, { theme });
        if (name === 'done') await preview.page.getByText('Confusion matrices').first().click();
        mkdirSync(outputFolder(), { recursive: true });
        await preview.page.screenshot({ path: path.join(outputFolder(), `preview-${name}-${theme}.png`) });
        assert.deepEqual(await auditAccessibility(preview.page), []);
        assert.deepEqual(await preview.violations(), []);
        await preview.page.close();
      });
    }
  }

  it('needs no horizontal scrolling of the page, however narrow it is', async () => {
    const { page } = await open(done, { width: 420 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight), 0);
    await page.close();
  });

  it('draws only what is in sight of 10,000 rows, and says how many there are', async () => {
    const { page } = await open(large(10_000));
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), '10001');
    assert.ok((await page.locator('.body .row').count()) < 80);
    await grid.evaluate((element) => (element.scrollTop = 26 * 5000));
    await page.locator('.body .row[aria-rowindex="5012"]').waitFor();
    assert.ok((await page.locator('.body .row').count()) < 80);
    assert.match((await page.locator('.row[aria-rowindex="5012"]').textContent()) ?? '', /^5011/);
    await page.close();
  });

  it('sorts 10,000 rows by any column in less than 100 ms', async () => {
    const { page } = await open(large(10_000));
    const milliseconds = await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const times: number[] = [];
      for (const button of document.querySelectorAll<HTMLElement>('.head button')) {
        const clicks: number[] = [];
        for (let click = 0; click < 3; click++) {
          await frame();
          const started = performance.now();
          button.click();
          clicks.push(performance.now() - started);
        }
        // The best of three: other work on the machine is not the page's.
        times.push(Math.min(...clicks));
      }
      return times;
    });
    assert.equal(milliseconds.length, 14);
    console.log(`      slowest column ${Math.max(...milliseconds).toFixed(1)} ms`);
    assert.ok(Math.max(...milliseconds) < 100, `${Math.max(...milliseconds)} ms`);
    await page.close();
  });

  it('scrolls 10,000 rows in less than 50 ms a step, as a rule', async () => {
    const { page } = await open(large(10_000));
    // Time that the page's thread itself spends: what else runs on the machine is not counted.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
    };
    const steps: number[] = [];
    for (let step = 0; step < 40; step++) {
      const before = await spent();
      await page.evaluate(
        async (distance) => {
          const grid = document.querySelector('.grid');
          if (grid) grid.scrollTop += distance;
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        },
        step % 2 === 0 ? 300 : 6000,
      );
      steps.push((await spent()) - before);
    }
    // A step is several tasks, of two frames; the first ones are also those of the script's compilation.
    const sorted = steps.slice(5).sort((one, other) => one - other);
    const [median = 0, late = 0] = [0.5, 0.9].map((share) => sorted[Math.floor(share * sorted.length)]);
    console.log(
      `      a step takes the page's thread ${median.toFixed(1)} ms, one in ten ${late.toFixed(1)} ms`,
    );
    assert.ok(median > 0 && median < 50, `${median} ms`);
    await page.close();
  });

  it('keeps 10,000 rows in less than 64 MiB, and scrolls them frame by frame', async () => {
    const { page } = await open(large(10_000));
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    // What a reader sees: how long one picture stands until the next, while the wheel turns.
    const frames = await page.evaluate(async () => {
      const grid = document.querySelector('.grid');
      const next = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const times: number[] = [await next()];
      for (let frame = 0; frame < 120; frame++) {
        if (grid) grid.scrollTop += 120;
        times.push(await next());
      }
      return times.slice(1).map((time, index) => time - (times[index] ?? time));
    });
    const sorted = frames.slice(10).sort((one, other) => one - other);
    const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
    const mebibytes = usedSize / 2 ** 20;
    console.log(
      `      the page keeps ${mebibytes.toFixed(1)} MiB; a frame takes ${at(0.5)} ms, one in twenty ${at(0.95)} ms`,
    );
    assert.ok(mebibytes > 1 && mebibytes < 64, `${mebibytes} MiB`);
    // A picture that stands for a fifth of a second is a jerk on any machine.
    assert.ok(Number(at(0.5)) < 200, `${at(0.5)} ms`);
    await page.close();
  });

  it('sorts by the keyboard, says so, and keeps the sorting when it is hidden and shown', async () => {
    const { page } = await open(done);
    const header = page.locator('[role=columnheader]', { hasText: 'KL' });
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    const kl = () => page.locator('.body .row').evaluateAll(readKl);
    const ascending = await kl();
    assert.deepEqual(
      ascending,
      [...ascending].sort((a, b) => a - b),
    );
    await page.keyboard.press('Enter');
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    // Only the rows in sight are drawn, so that these are others.
    const descending = await kl();
    assert.deepEqual(
      descending,
      [...descending].sort((a, b) => b - a),
    );
    assert.ok((descending[0] ?? 0) > (ascending.at(-1) ?? Infinity));
    await page.keyboard.press('Enter');
    assert.equal(await header.getAttribute('aria-sort'), 'none');
    await page.close();
  });

  it('filters disagreements, and exports what is shown in its order', async () => {
    const { page, told } = await open(done);
    const disagreeing = done.rows.flatMap(({ answers }, index) =>
      answers && answers.arms.distilled.prediction !== answers.arms.fullIcl.prediction ? [index] : [],
    );
    assert.ok(disagreeing.length > 0);
    await page.getByLabel('Only disagreements').check();
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), String(disagreeing.length + 1));
    await page.getByText(`${disagreeing.length} shown`).waitFor();
    await page.getByRole('button', { name: 'Number of the query' }).click();
    await page.getByRole('button', { name: 'Number of the query' }).click();
    await page.getByRole('button', { name: 'Export CSV' }).click();
    assert.deepEqual((await told()).at(-1), {
      name: 'export',
      payload: { rows: [...disagreeing].reverse() },
    });
    await page.close();
  });

  it('moves the active row with the arrow keys, shows its texts in full, and opens it', async () => {
    const { page, told } = await open(large(10_000));
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(page), '3');
    await page.keyboard.press('End');
    assert.equal(await active(page), '10001');
    assert.ok(await page.locator('.row[aria-rowindex="10001"]').isVisible());
    assert.ok(await page.getByRole('heading', { name: 'Query 10000' }).isVisible());
    await page.keyboard.press('PageUp');
    assert.ok(Number(await active(page)) < 9999);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    assert.deepEqual((await told()).at(-1), { name: 'reveal', payload: { row: 0 } });
    await page.close();
  });

  it('takes rows as they stream in, and what comes of another list not at all', async () => {
    const { page, tell, told } = await open(streaming);
    await page.getByText('9 of 24 answered').waitFor();
    const answers = done.rows[9]?.answers;
    await tell('update', { list: 0, answers: [[10, answers]], progress: { done: 1, total: 1 } });
    await tell('update', { list: 1, answers: [[9, answers]], progress: { done: 10, total: 24 } });
    await page.getByText('10 of 24 answered').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '42');
    assert.doesNotMatch((await page.locator('.row[aria-rowindex="11"]').textContent()) ?? '', /…/);
    assert.match((await page.locator('.row[aria-rowindex="12"]').textContent()) ?? '', /…/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await told()).at(-1)?.name, 'cancel');
    await tell('update', { list: 1, progress: null, summary: done.summary });
    await page.getByRole('button', { name: 'Answer the rest' }).click();
    assert.equal((await told()).at(-1)?.name, 'ask');
    assert.ok(await page.getByText('Distilled against the other arms').isVisible());
    await page.close();
  });

  it('keeps the place and the order while thousands of answers arrive', async () => {
    const { page, tell } = await open(large(0));
    await page.getByRole('button', { name: 'KL(full' }).click();
    const all = rowsOf(10_000, 10_000).map(({ answers }, index) => [index, answers]);
    for (let at = 0; at < 10_000; at += 2000) {
      await tell('update', {
        list: 1,
        answers: all.slice(at, at + 2000),
        progress: { done: at, total: 10_000 },
      });
    }
    await page.getByText('10000 of 10000 answered').waitFor();
    await page.waitForFunction(
      () => document.querySelector('.body .row .number:nth-child(12)')?.textContent !== '–',
    );
    await page.waitForTimeout(600);
    const values = await page.locator('.body .row').evaluateAll(readKl);
    assert.ok(values.length > 5 && values.every((value) => value < 0.01), values.join());
    await page.close();
  });

  it('shows what was given as text, never as markup', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const [first] = rowsOf(1, 1);
    const preview = await open({
      ...done,
      current: 0,
      rows: [{ ...first, input: markup, expected: markup }],
      error: markup,
    });
    assert.equal(await preview.page.locator('img, b').count(), 0);
    assert.deepEqual(await preview.violations(), []);
    await preview.page.close();
  });
});

/** The values of the rows drawn, from the top. */
function readKl(rows: Element[]): number[] {
  return rows
    .map((row) => ({
      at: Number(row.getAttribute('aria-rowindex')),
      kl: Number(row.children[row.children.length - 2]?.textContent),
    }))
    .sort((one, other) => one.at - other.at)
    .map(({ kl }) => kl);
}

async function active(page: Page): Promise<string | null> {
  const id = await page.getByRole('grid').getAttribute('aria-activedescendant');
  return page.locator(`[id="${id ?? ''}"]`).getAttribute('aria-rowindex');
}
