import type { Locator } from 'playwright-core';
import { Workbench } from '../../harness/workbench';

/** Pixels. Wide enough for prompt and panel, small enough to be read in a page. */
const SIZE = { width: 1160, height: 700 };

/** Where the edge of the side bar is dragged to, in pixels from the left. */
const PANEL_WIDTH = 470;

/** A workbench for pictures, with a document open: large letters, nothing beside the text that it is not about. */
export async function openForPictures(document: string): Promise<Workbench> {
  const workbench = await Workbench.open({
    ...SIZE,
    settings: {
      'editor.fontSize': 15,
      'editor.minimap.enabled': false,
      'editor.codeLensFontSize': 13,
      'editor.occurrencesHighlight': 'off',
      'editor.lightbulb.enabled': 'off',
      'breadcrumbs.enabled': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
    },
  });
  await workbench.openFile(document);
  await widenPanel(workbench);
  return workbench;
}

/** Nothing moves any more: progress and notifications are gone, and animations have ended. */
export async function settled({ page }: Workbench): Promise<void> {
  await page.locator('.notifications-toasts .notification-toast').first().waitFor({ state: 'hidden' });
  await page.waitForTimeout(1000);
}

/** Hides the side bar, or shows it: while a webview has the focus, keys may be its own. */
export async function toggleSideBar({ page }: Workbench): Promise<void> {
  await page.locator('.editor-group-container.active .tab.active').click();
  await page.keyboard.press('Control+B');
}

async function widenPanel({ page }: Workbench): Promise<void> {
  await page.getByRole('tab', { name: 'MEND' }).click();
  const edge = await page.locator('.part.sidebar').boundingBox();
  if (!edge) throw new Error('The side bar is not shown.');
  const y = edge.y + edge.height / 2;
  await page.mouse.move(edge.x + edge.width, y);
  await page.mouse.down();
  await page.mouse.move(PANEL_WIDTH + 8, y, { steps: 5 });
  await page.mouse.up();
}

/** The lens of that title. */
export const lens = ({ page }: Workbench, title: string): Locator =>
  page.locator('.codelens-decoration a', { hasText: title }).first();

/** What opens and closes a section of the panel. */
export const section = (workbench: Workbench, name: string): Locator =>
  workbench.webview().locator('summary', { hasText: name }).first();

/** A prompt with what the linter finds most often: a repeat, a contradiction, a misspelt label, another name of a field. */
export const FAULTY_PROMPT = [
  ['Input: a warm and funny film', 'Output: positive'],
  ['Input: two hours of my life wasted', 'Output: negative'],
  ['Input: the cast is a joy to watch', 'Output: positve'],
  ['Text: dull from the first scene on', 'Output: negative'],
  ['Input: a warm and funny film', 'Output: positive'],
  ['Input: I would see it again', 'Output: positive'],
  ['Input: two hours of my life wasted', 'Output: positive'],
  ['Input: nobody could save this script', 'Output: negative'],
]
  .map((lines) => `${lines.join('\n')}\n`)
  .join('\n');
