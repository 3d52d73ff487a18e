import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputFolder } from '../../harness/options';
import type { Workbench } from '../../harness/workbench';
import { Film } from './film';
import { FAULTY_PROMPT, lens, openForPictures, section, toggleSideBar } from './setting';

/** Films how an example is compressed and asked, and takes the README's pictures on the way; `npm run record` makes files of docs/images of them. */
async function main(): Promise<void> {
  const workbench = await openForPictures('owners.md');
  try {
    await filmCompressing(workbench);
    await toggleSideBar(workbench);
    await photographVectorEditor(workbench);
    await photographLinter(workbench);
  } finally {
    await workbench.close();
  }
}

async function filmCompressing(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const film = new Film(page, path.join(outputFolder(), 'film'));
  await toggleSideBar(workbench);
  await lens(workbench, 'Compress').waitFor();
  await film.caption('A few-shot prompt: 16 demonstrations');
  await film.hold(3000);
  await film.click(lens(workbench, 'Compress'));
  await film.caption('Compress: one forward pass');
  await film.hold(700);
  const panel = workbench.webview();
  await panel.locator('.nearest tbody tr').first().waitFor();
  await page.locator('.codelens-decoration', { hasText: 'fresh' }).waitFor();
  await settled(workbench);
  await film.caption('The vectors, in a file beside the prompt');
  await film.hold(2600);
  await film.click(section(workbench, 'Demonstrations'));
  await film.hold(3000);
  await film.caption('Ask: without, with all, with the vectors');
  await film.click(section(workbench, 'Vectors'));
  const query = panel.locator('vscode-text-area textarea');
  await film.click(query);
  await film.hold(500);
  await film.type('login');
  await film.click(panel.getByRole('button', { name: 'Predict' }));
  await panel.locator('.scores').waitFor();
  await panel.getByText(/nats/).waitFor();
  await settled(workbench);
  await film.caption('The same answer from a fifth of the tokens');
  await film.hold(7000);
  film.finish();
  await withoutDrawings(workbench);
  await workbench.screenshot('panel-dark');
}

async function photographVectorEditor(workbench: Workbench): Promise<void> {
  await workbench.openFile('owners.md.mend.safetensors');
  const editor = workbench.webview();
  await editor.locator('.nearest tbody tr').first().waitFor();
  await settled(workbench);
  await workbench.screenshot('vector-editor');
  await workbench.page.locator('.tab', { hasText: 'owners.md' }).first().click();
}

async function photographLinter(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  writeFileSync(path.join(workbench.profile.workspace, 'reviews.txt'), FAULTY_PROMPT);
  await workbench.openFile('reviews.txt');
  await page.locator('.squiggly-warning').nth(2).waitFor();
  await page.keyboard.press('F8');
  await page.locator('.marker-widget .message').waitFor();
  await page.waitForTimeout(1500);
  await workbench.screenshot('linter');
}

/** Nothing moves any more: progress is gone, and animations have ended. */
async function settled({ page }: Workbench): Promise<void> {
  await page.locator('.notifications-toasts .notification-toast').first().waitFor({ state: 'hidden' });
  await page.waitForTimeout(1000);
}

async function withoutDrawings({ page }: Workbench): Promise<void> {
  await page.evaluate(() => {
    for (const id of ['film-caption', 'film-pointer']) document.getElementById(id)?.remove();
  });
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
