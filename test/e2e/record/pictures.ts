import type { Page } from 'playwright-core';
import type { Workbench } from '../../harness/workbench';
import { lens, openForPictures, section, settled, toggleSideBar } from './setting';

/** Pictures of features, each taken in a window of its own, by the names of their files. */
export const pictures: Readonly<Record<string, () => Promise<void>>> = {
  preview: async () => {
    const workbench = await openAlone('made-up-labels.tsv');
    await workbench.runCommand('MEND: Preview Predictions');
    await workbench.page.getByText('What to answer').waitFor();
    await workbench.choose('made-up-labels.queries.tsv');
    const page = workbench.webview();
    await page.getByText(/^(\d+) of \1 answered$/).waitFor();
    await page.getByText('Distilled against the other arms').waitFor();
    await maximize(workbench, 'Predictions');
    await page.locator('.body .row[aria-rowindex="4"]').click();
    await taken(workbench, 'preview');
  },
  challenge: async () => {
    const workbench = await openAlone('made-up-labels.tsv');
    await workbench.runCommand('MEND: Run Equal-Budget Challenge');
    await workbench.choose('made-up-labels.queries.tsv');
    await workbench.page.locator('.quick-input-action .monaco-button:visible').first().waitFor();
    await workbench.page.waitForTimeout(1500);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByText('the challenge was saved').first().waitFor({ timeout: 240_000 });
    await asMarkdown(workbench, 'made-up-labels.challenge.md');
    await taken(workbench, 'challenge');
  },
  'survival-map': async () => {
    const workbench = await openAlone('opposites.txt');
    await map(workbench);
    await taken(workbench, 'survival-map');
  },
  pinned: async () => {
    const workbench = await openForPictures('opposites.txt');
    await map(workbench);
    const panel = workbench.webview();
    const slider = panel.locator('#balance');
    await slider.focus();
    await slider.evaluate((input: HTMLInputElement) => {
      input.value = String(Math.round((Number(input.min) + 2 * Number(input.max)) / 3));
      input.dispatchEvent(new Event('input'));
      input.dispatchEvent(new Event('change'));
    });
    await panel.getByText(/of pinned text/).waitFor();
    await workbench.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
    await slider.scrollIntoViewIfNeeded();
    await section(workbench, 'Demonstrations').scrollIntoViewIfNeeded();
    await taken(workbench, 'pinned');
  },
  'break-even': async () => {
    const workbench = await openAlone('sentiment.jsonl');
    await workbench.runCommand('MEND: Measure Break-Even');
    await workbench.page.locator('.tab', { hasText: 'break-even' }).first().waitFor({ timeout: 120_000 });
    await asMarkdown(workbench, 'break-even');
    await taken(workbench, 'break-even');
  },
};

/** A document with nothing beside it. */
async function openAlone(document: string): Promise<Workbench> {
  const workbench = await openForPictures(document);
  await toggleSideBar(workbench);
  return workbench;
}

/** Compresses the block and has it mapped. */
async function map(workbench: Workbench): Promise<void> {
  await lens(workbench, 'Compress').click();
  await workbench.page.locator('.codelens-decoration', { hasText: 'fresh' }).first().waitFor();
  await settled(workbench);
  await lens(workbench, 'Survival').click();
  await workbench.page.locator('.codelens-decoration', { hasText: 'Pin as text' }).first().waitFor();
  await settled(workbench);
}

/** Shows a Markdown document as it is meant to be read. */
async function asMarkdown(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.locator('.tab', { hasText: name }).first().click();
  await workbench.runCommand('Markdown: Open Preview');
  await workbench.page.locator('iframe.webview.ready').last().waitFor();
}

/** Gives the group of a tab all the room. */
async function maximize({ page }: Workbench, title: string): Promise<void> {
  await page.locator('.tab', { hasText: title }).first().click();
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+M');
}

async function taken(workbench: Workbench, name: string): Promise<void> {
  await settled(workbench);
  await unfocused(workbench.page);
  await workbench.screenshot(name);
}

/** Without what shows only because a pointer rests on it. */
async function unfocused(page: Page): Promise<void> {
  await page.mouse.move(2, 690);
  await page.waitForTimeout(800);
}
