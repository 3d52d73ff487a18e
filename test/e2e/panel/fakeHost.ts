import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { page as panelPage, type Texts } from '../../../src/panel/html';
import { themes, type ThemeName } from './themes';

const origin = 'https://panel.test';

declare global {
  interface Window {
    /** Everything the panel told the host: events only. */
    told: { name: string; payload: unknown }[];
    /** Violations of the page's policy. */
    violations: string[];
    /** Every text drawn on a canvas. */
    painted: string[];
    tell(name: string, payload: unknown): void;
  }
}

export interface FakePanel {
  readonly page: Page;
  /** Sends the panel an event of the host. */
  readonly tell: (name: string, payload: unknown) => Promise<void>;
  /** What the panel told the host. */
  readonly told: () => Promise<readonly { name: string; payload: unknown }[]>;
  readonly violations: () => Promise<readonly string[]>;
}

export interface FakeOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** Name of the built script and style. */
  readonly bundle?: 'main' | 'vectorEditor' | 'preview';
  readonly language?: string;
  /** Translations; English without. */
  readonly texts?: Texts;
}

/** Opens a built webview in a plain browser, with the page and policy it has in VS Code and a host that knows one state. */
export async function openPanel(
  browser: Browser,
  build: string,
  state: object,
  { theme = 'dark', width = 320, height = 900, bundle = 'main', language = 'en', texts }: FakeOptions = {},
): Promise<FakePanel> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2 });
  await page.addInitScript(installFakeHost, { state, ...themes[theme] });
  const html = panelPage({
    cspSource: origin,
    script: `${origin}/${bundle}.js`,
    style: `${origin}/${bundle}.css`,
    nonce: 'bm9uY2U=',
    language,
    texts,
  });
  await page.route(`${origin}/*`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    const contentType = pathname.endsWith('.js') ? 'text/javascript' : 'text/css';
    return route.fulfill({ contentType, body: readFileSync(path.join(build, pathname)) });
  });
  await page.goto(`${origin}/`);
  await page.locator('body[data-state]').waitFor();
  return {
    page,
    tell: (name, payload) =>
      page.evaluate(([event, value]) => window.tell(event as string, value), [name, payload]),
    told: () => page.evaluate(() => window.told),
    violations: () => page.evaluate(() => window.violations),
  };
}

/** Runs in the page before its own script: what VS Code gives a webview. */
function installFakeHost({
  state,
  kind,
  variables,
}: {
  state: unknown;
  kind: string;
  variables: Readonly<Record<string, string>>;
}): void {
  window.told = [];
  window.violations = [];
  window.painted = [];
  const drawing = CanvasRenderingContext2D.prototype;
  const draw = Reflect.get(drawing, 'fillText');
  drawing.fillText = function (text, ...place) {
    window.painted.push(text);
    draw.call(this, text, ...place);
  };
  const post = (message: unknown): void => window.postMessage(message, '*');
  window.tell = (name, payload) => post({ v: 1, kind: 'event', name, payload });
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
  );
  const receive = (message: { kind: string; id: string; name: string; payload: unknown }): void => {
    if (message.kind === 'request') post({ v: 1, kind: 'result', id: message.id, result: state });
    else if (message.kind === 'event') window.told.push({ name: message.name, payload: message.payload });
  };
  let stored: unknown;
  const api = {
    postMessage: receive,
    getState: () => stored,
    setState: (value: unknown) => void (stored = value),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(variables))
      document.documentElement.style.setProperty(name, value);
    document.body.className = kind;
    document.body.dataset['vscodeThemeKind'] = kind.split(' ')[0];
  });
}
