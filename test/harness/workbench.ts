import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, watchNetwork } from './browser';
import { installExtension, startServer, type Server } from './codeServer';
import { outputFolder, vsix } from './options';
import { createProfile, writeFolderSettings, type Profile } from './profile';

export interface WorkbenchOptions {
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the folder, there before it is opened. */
  readonly folderSettings?: Readonly<Record<string, unknown>>;
  /** False leaves workspace trust on, so that the folder opens in restricted mode. */
  readonly trusted?: boolean;
  /** Absolute path of a second folder: the window then has a workspace of two. */
  readonly secondFolder?: string;
  readonly width?: number;
  readonly height?: number;
}

/** Milliseconds that a locator may take: two slow cores start an engine meanwhile. */
const PATIENCE = 30_000;

const open = new Set<Workbench>();

/** Every workbench that a spec has not closed yet; the runner photographs them when a test fails. */
export const openWorkbenches = (): readonly Workbench[] => [...open];

/** A VS Code in a browser with the packaged extension installed, driven as a user would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly profile: Profile,
    /** Requests that left this machine's VS Code; must stay empty. */
    readonly foreignRequests: readonly string[],
    private readonly server: Server,
    private readonly browser: Browser,
  ) {
    open.add(this);
  }

  /** Installs the VSIX into a fresh profile and opens a copy of `examples/`. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const profile = createProfile(options.settings);
    if (options.folderSettings) writeFolderSettings(profile, options.folderSettings);
    await installExtension(profile, vsix());
    const server = await startServer(profile, options.trusted === false ? [] : ['--disable-workspace-trust']);
    const browser = await launchBrowser();
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    });
    page.setDefaultTimeout(PATIENCE);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const workbench = new Workbench(page, profile, watchNetwork(page, server.host), server, browser);
    await page.goto(`${server.url}/?${opened(profile, options.secondFolder).toString()}`);
    await workbench.ready();
    return workbench;
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Runs a command by its palette title, e.g. `MEND: Compress Demonstrations`. */
  async runCommand(title: string): Promise<void> {
    const input = this.quickInput();
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    // The list is a snapshot of the moment it opened: an extension that registers later shows only when it opens again.
    for (const end = Date.now() + PATIENCE; ;) {
      await this.page.keyboard.press('F1');
      await input.waitFor();
      await input.fill(`>${title}`);
      if (await appears(row, 1500)) break;
      if (Date.now() > end) throw new Error(`The palette never listed "${title}".`);
      await this.page.keyboard.press('Escape');
    }
    await row.click();
  }

  /** The box in which the palette and other questions are typed. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input[type=text]').first();
  }

  /** Takes an entry of the list that is open. */
  async choose(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** Opens a file of the workspace by its name and waits for its text. */
  async openFile(name: string): Promise<void> {
    const input = this.quickInput();
    await this.page.keyboard.press('Control+P');
    await input.fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
    await this.page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
  }

  /** The extension's document inside a webview view: the workbench nests it in two frames. */
  webview(nth = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .nth(nth)
      .contentFrame()
      .frameLocator('iframe#active-frame');
  }

  /** Writes a picture to test/output and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(outputFolder(), { recursive: true });
    const file = path.join(outputFolder(), `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.browser.close();
    await this.server.stop();
    this.profile.dispose();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.getByRole('treeitem').first().waitFor();
  }
}

/** What of the profile the window opens, as the workbench's address says it. */
function opened(profile: Profile, secondFolder: string | undefined): URLSearchParams {
  if (secondFolder === undefined) return new URLSearchParams({ folder: profile.workspace });
  const workspace = path.join(profile.folder, 'two.code-workspace');
  const folders = [profile.workspace, secondFolder].map((folder) => ({ path: folder }));
  writeFileSync(workspace, JSON.stringify({ folders }));
  return new URLSearchParams({ workspace });
}

const appears = (locator: Locator, timeout: number): Promise<boolean> =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
