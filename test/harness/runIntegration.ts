import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { installExtension, startServer, type Server } from './codeServer';
import { HOST, ROOT, outputFolder, resultsFile, vsix } from './options';
import { createProfile } from './profile';

const LIMIT_MINUTES = 10;

/** Runs the integration specs in the extension host of code-server, against the installed package. */
async function main(): Promise<number> {
  const profile = createProfile();
  const log = path.join(profile.folder, 'mocha.log');
  rmSync(resultsFile(), { force: true });
  await installExtension(profile, vsix());
  // Without the smoke-test switch a released VS Code ignores the development payload.
  const args = ['--disable-workspace-trust', '--vscode-option', 'enable-smoke-test-driver'];
  const server = await startServer(profile, args, { MEND_LOG: log });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const show = follow(log);
  const timer = setInterval(show, 250);
  try {
    const code = await runInHost(page, server, profile.workspace);
    // A crashed extension host counts as success for VS Code; the suite's own results file tells the truth.
    return existsSync(resultsFile()) ? code : broke('The extension host ended before the suite did.', server);
  } catch (error) {
    mkdirSync(outputFolder(), { recursive: true });
    await page.screenshot({ path: path.join(outputFolder(), 'integration.png') }).catch(() => undefined);
    return broke(String(error), server);
  } finally {
    clearInterval(timer);
    show();
    await browser.close();
    await server.stop();
    profile.dispose();
  }
}

/** Opens the workbench with the suite as its payload and waits for the exit code that VS Code reports. */
async function runInHost(page: Page, server: Server, workspace: string): Promise<number> {
  const ended = new Promise<number>((resolve, reject) => {
    setTimeout(
      reject,
      LIMIT_MINUTES * 60_000,
      new Error(`No result after ${String(LIMIT_MINUTES)} minutes.`),
    ).unref();
    page.once('crash', () => {
      reject(new Error('The workbench crashed.'));
    });
    server.process.once('exit', () => {
      reject(new Error('The server ended.'));
    });
    // VS Code calls these two when it runs tests in a browser; they must exist before the page loads.
    void page.exposeFunction('codeAutomationExit', resolve);
    void page.exposeFunction('codeAutomationLog', (type: string, words: unknown[]) => {
      if (process.env['MEND_VERBOSE'] !== undefined) console.log(`[${type}]`, ...words);
    });
  });
  const uri = (file: string): string => `vscode-remote://${server.host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', uri(HOST)],
    ['extensionTestsPath', uri(path.join(ROOT, 'out/harness/extensionHost.js'))],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  const response = await page.goto(`${server.url}/?${query.toString()}`);
  if (response?.ok() !== true) throw new Error(`The server answered ${String(response?.status())}.`);
  return ended;
}

/** Prints what was appended to a file since the last call. */
function follow(file: string): () => void {
  let shown = 0;
  return () => {
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
}

function broke(reason: string, server: Server): number {
  console.error(`${reason}\n${server.log()}`);
  return 1;
}

void main().then((code) => process.exit(code));
