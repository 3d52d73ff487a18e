import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { chromium } from './options';

/** A headless Chromium that can reach nothing but this machine. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = chromium();
  return playwright.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: true,
    args: [
      ...[
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
      ],
      ...[
        '--disable-sync',
        '--no-first-run',
        '--disable-default-apps',
        '--disable-domain-reliability',
        '--no-pings',
      ],
      '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/**
 * Collects the URLs that a page asks of other hosts. Webview resources carry a host name that VS Code's service worker answers
 * itself, so they are not among them.
 */
export function watchNetwork(page: Page, host: string): readonly string[] {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isRemote = /^(https?|wss?):$/.test(url.protocol) && url.host !== host;
    if (isRemote && !url.host.endsWith('.vscode-resource.vscode-cdn.net')) foreign.push(url.href);
  });
  return foreign;
}
