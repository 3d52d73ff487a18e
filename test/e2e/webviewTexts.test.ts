import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { visible } from '../../webview/format';
import { launchBrowser } from '../harness/browser';
import { ROOT, outputFolder } from '../harness/options';
import { auditAccessibility } from './panel/axe';
import { openPanel, type FakeOptions, type FakePanel } from './panel/fakeHost';
import * as previewStates from './panel/previewStates';
import { pseudoTexts, textsOf, untranslated } from './panel/pseudo';
import * as panelStates from './panel/states';
import { themeNames } from './panel/themes';
import * as editorStates from './vectorEditor/states';

const build = path.join(ROOT, 'dist/webview');
const { done, streaming, unlabelled, failed } = previewStates;

interface Webview {
  readonly bundle: NonNullable<FakeOptions['bundle']>;
  readonly width: number;
  readonly states: Readonly<Record<string, object>>;
  /** The states that show the most. */
  readonly rich: readonly string[];
}

const webviews: readonly Webview[] = [
  { bundle: 'main', width: 300, states: { ...panelStates }, rich: ['mapped', 'predicted'] },
  { bundle: 'preview', width: 1200, states: { done, streaming, unlabelled, failed }, rich: ['done'] },
  { bundle: 'vectorEditor', width: 1100, states: { ...editorStates }, rich: ['asked', 'compared'] },
];

/** What is the same in every language: the name of the product, and the sign of a demonstration that is text. */
const SAME = ['MEND', 'T'];

/** The built webviews in a plain browser, in a made-up language in which everything is longer. */
describe('The webviews in another language', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (state: object, options: FakeOptions): Promise<FakePanel> =>
    openPanel(browser, build, state, { texts: pseudoTexts, ...options });

  for (const { bundle, width, states, rich } of webviews) {
    for (const [name, state] of Object.entries(states)) {
      it(`have no text that is not translated: ${bundle}, ${name}`, async () => {
        const panel = await open(state, { bundle, width });
        await lookAtEverything(panel.page);
        const known = dataOf(state);
        const shown = await textsShown(panel.page);
        const isFine = (text: string): boolean => isData(untranslated(text), known);
        const left = shown.filter(({ text, around }) => !isFine(text) && !isFine(around));
        assert.deepEqual(
          left.map(({ text }) => text),
          [],
        );
        assert.ok(shown.some(({ text }) => text.includes('⟦')));
        assert.deepEqual(await panel.violations(), []);
        await panel.page.close();
      });
    }

    for (const theme of themeNames) {
      it(`stay accessible when all is longer: ${bundle}, ${theme}`, async () => {
        for (const [name, state] of Object.entries(states).filter(([key]) => rich.includes(key))) {
          const { page } = await open(state, { bundle, width, theme });
          await picture(page, `texts-${bundle}-${name}-${theme}`, width);
          assert.deepEqual(await auditAccessibility(page), [], name);
          await page.close();
        }
      });
    }
  }

  it('fit into a side panel of 300 pixels', async () => {
    for (const [name, state] of Object.entries(panelStates)) {
      const { page } = await open(state, { width: 300 });
      assert.deepEqual(await overflowing(page), [], name);
      await page.close();
    }
  });

  it('say what is new in that language too', async () => {
    const panel = await open(panelStates.empty, { width: 300 });
    await panel.tell('show', panelStates.compressed);
    await panel.page.locator('[aria-live]', { hasText: /^⟦16 .*reviews/ }).waitFor({ state: 'attached' });
    await panel.tell('show', panelStates.predicted);
    await panel.page.locator('[aria-live]', { hasText: /^⟦.*positive/ }).waitFor({ state: 'attached' });
    await panel.page.close();
  });

  it('take texts as texts, whatever is in them', async () => {
    const markup = '</script><script>document.title = "run"</script><b>"\'&amp;\\';
    const panel = await open(panelStates.predicted, { texts: { Predict: markup, Demonstrations: markup } });
    assert.equal(await panel.page.getByText(markup).count(), 2);
    assert.equal(await panel.page.locator('b').count(), 0);
    assert.equal(await panel.page.title(), 'MEND');
    assert.deepEqual(await panel.violations(), []);
    await panel.page.close();
  });

  it('write numbers as the language does, and from right to left where it does', async () => {
    const german = await open(panelStates.predicted, { language: 'de', texts: {} });
    await german.page.getByText('17,4\u00a0KB').waitFor();
    assert.ok((await german.page.locator('.scores td').allTextContents()).includes('88\u00a0% predicted'));
    await german.page.close();
    const hebrew = await open(panelStates.predicted, { language: 'he', width: 300 });
    assert.deepEqual(await overflowing(hebrew.page), []);
    const { x, width } = (await hebrew.page.locator('#vectors h2').boundingBox())!;
    assert.ok(x + width > 250, `the heading ends at ${x + width}`);
    await picture(hebrew.page, 'texts-main-predicted-rtl', 300);
    await hebrew.page.close();
  });
});

function dataOf(state: object): ReadonlySet<string> {
  const texts = textsOf(state);
  return new Set([...SAME, ...texts, ...texts.map(visible)].map((text) => text.trim()));
}

/** Whether what is left of a text is nothing but signs, numbers and what the host sent; a share may stand behind a prediction. */
function isData(rest: string, known: ReadonlySet<string>): boolean {
  return rest
    .split(' · ')
    .flatMap((part) => (known.has(part.trim()) ? [] : part.replace(/ \(?[<>]?\d+\s?%\)?$/, '').trim()))
    .every((part) => !/\p{L}/u.test(part) || known.has(part));
}

/** Opens what is folded and reads something from every chart, so that all texts are in the page. */
async function lookAtEverything(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
  for (const canvas of await page.locator('canvas[tabindex]:visible').all()) {
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
  }
}

/** Every text that is seen or spoken, or drawn, with the whole of a sentence that has an element in it. */
function textsShown(page: Page): Promise<{ text: string; around: string }[]> {
  return page.evaluate(() => {
    const spoken = ['aria-label', 'aria-valuetext', 'aria-description', 'placeholder', 'alt'];
    const panel = document.getElementById('panel');
    const elements = [...(panel?.querySelectorAll('*') ?? [])];
    const heard = elements.filter((element) => !element.closest('[aria-hidden=true]'));
    const alone = [
      ...window.painted,
      ...elements.map((element) => element.getAttribute('title')),
      ...heard.flatMap((element) => spoken.map((name) => element.getAttribute(name))),
    ].map((text) => ({ text: text ?? '', around: text ?? '' }));
    const nodes = elements.flatMap((element) => [...element.childNodes]);
    const written = nodes
      .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      .map((node) => ({ text: node.textContent ?? '', around: node.parentElement?.textContent ?? '' }));
    return [...alone, ...written].filter(({ text }) => text.trim() !== '');
  });
}

/** The elements whose content is wider than they are, apart from those that cut it on purpose. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // What holds a list is narrower than it by design: the list goes up to the edges of the panel.
    const wide = [...document.querySelectorAll('html, #panel, #panel :not(:has(> .list))')].filter(
      (element) =>
        element.clientWidth > 0 &&
        element.scrollWidth > element.clientWidth &&
        !['hidden', 'clip'].includes(getComputedStyle(element).overflowX),
    );
    return wide.map(
      ({ tagName, className, scrollWidth, clientWidth, textContent }) =>
        `${tagName}.${className}: ${scrollWidth} > ${clientWidth}, ${textContent.slice(0, 60)}`,
    );
  });
}

async function picture(page: Page, name: string, width: number): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(2400, Math.max(300, height)) });
  mkdirSync(outputFolder(), { recursive: true });
  await page.screenshot({ path: path.join(outputFolder(), `${name}.png`) });
}
