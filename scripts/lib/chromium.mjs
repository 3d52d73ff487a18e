import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { Failure, run } from './process.mjs';
import { aptInstall } from './system.mjs';

const SYSTEM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'];

/**
 * A browser for the workbench: `MEND_CHROMIUM`, the system's, Debian's package, or (Ubuntu has only a snap) Playwright's own download.
 * @returns {Promise<string | undefined>} its path; undefined = the one that Playwright knows
 */
export async function ensureChromium() {
  const found = [process.env.MEND_CHROMIUM, ...SYSTEM].find((file) => file && existsSync(file));
  if (found) return found;
  try {
    await aptInstall(['chromium-headless-shell', 'fonts-dejavu-core']);
    return SYSTEM[0];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await downloadWithPlaywright(error.message);
    return undefined;
  }
}

async function downloadWithPlaywright(why) {
  const cli = inRoot('node_modules/playwright-core/cli.js');
  const code = await run(process.execPath, [cli, 'install', '--with-deps', '--only-shell', 'chromium'], {
    output: 'stderr',
  });
  if (code !== 0)
    throw new Failure(
      `No Chromium for the workbench tests: ${why} Playwright could not download one either; set MEND_CHROMIUM to a browser.`,
    );
}
