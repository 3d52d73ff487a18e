import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputFolder } from '../../harness/options';
import { openWorkbenches, type Workbench } from '../../harness/workbench';
import { Film } from './film';
import { pictures } from './pictures';
import { FAULTY_PROMPT, lens, openForPictures, section, settled, toggleSideBar } from './setting';

/** What may be recorded, by name: the film, and the pictures that come with it or stand alone. */
const SCENES: Readonly<Record<string, () => Promise<void>>> = {
  film: async () => {
    const workbench = await openForPictures('owners.md');
    await filmCompressing(workbench);
    await toggleSideBar(workbench);
    await photographVectorEditor(workbench);
    await photographLinter(workbench);
    await workbench.close();
  },
  ...pictures,
};

/** Films how an example is compressed and asked, and takes the pictures; `npm run record` makes files of docs/images of them. Scenes are chosen by MEND_SCENES, a list of names with commas. */
async function main(): Promise<void> {
  const wanted = (process.env['MEND_SCENES'] ?? '').split(',').filter(Boolean);
  try {
    for (const [name, record] of Object.entries(SCENES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.log(`Recording ${name}`);
      await record();
    }
  } catch (error) {
    for (const workbench of openWorkbenches()) await workbench.screenshot('failed-recording');
    throw error;
  } finally {
    for (const workbench of openWorkbenches()) await workbench.close();
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
