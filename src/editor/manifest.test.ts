import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { panelCommands } from '../panel/protocol';
import { vectorSuffix } from '../vectors';
import {
  commandIds,
  hasVectorsKey,
  previewId,
  restrictedSettingIds,
  settingIds,
  vectorEditorId,
  viewId,
} from './ids';
import { promptLanguages } from './lens/languages';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('package.json', root), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync(new URL('package.nls.json', root), 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const properties = Object.fromEntries(
  contributes.configuration.flatMap((section) => Object.entries(section.properties)),
);

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly configuration: readonly { readonly properties: Record<string, Record<string, unknown>> }[];
    readonly views: { readonly mend: readonly object[] };
    readonly menus: Record<string, readonly { readonly command: string }[]>;
    readonly walkthroughs: readonly { readonly steps: readonly WalkthroughStep[] }[];
    readonly customEditors: readonly object[];
    readonly keybindings?: unknown;
  };
}

interface WalkthroughStep {
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

describe('the manifest', () => {
  it('declares exactly the commands of the code', () => {
    expect(contributes.commands.map(({ command }) => command)).toEqual([...commandIds]);
    expect(contributes.commands.every(({ category }) => category === 'MEND')).toBe(true);
  });

  it('declares exactly the settings of the code, each with a description and a scope', () => {
    expect(Object.keys(properties)).toEqual([...settingIds]);
    for (const property of Object.values(properties)) {
      expect(property['markdownDescription']).toBeTypeOf('string');
      expect(property['scope']).toBeTypeOf('string');
      expect(property).toHaveProperty('default');
    }
  });

  it('restricts settings that name paths or what is loaded in untrusted workspaces', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      ...restrictedSettingIds,
    ]);
  });

  it('contributes the panel and menus of known commands only', () => {
    expect(contributes.views.mend[0]).toMatchObject({ id: viewId, type: 'webview' });
    const inMenus = Object.values(contributes.menus).flat();
    for (const { command } of inMenus) expect(commandIds).toContain(command);
    for (const command of panelCommands) expect(commandIds).toContain(command);
  });

  it('opens vector files, and nothing else, in the editor of the code', () => {
    expect(contributes.customEditors).toMatchObject([
      { viewType: vectorEditorId, selector: [{ filenamePattern: `*${vectorSuffix}` }], priority: 'default' },
    ]);
  });

  it('has a walkthrough of five steps with pictures, which runs known commands and ends in a compressed example', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps).toHaveLength(5);
    for (const { description, media, completionEvents } of steps) {
      const picture = readFileSync(new URL(media.svg, root), 'utf8');
      expect(picture).toMatch(/^<svg [^>]*viewBox/);
      // Colours of the theme, with others where there is none.
      expect(picture).toMatch(/var\(--vscode-[\w-]+, /);
      expect(strings[media.altText.replaceAll('%', '')]).toBeTruthy();
      const text = strings[description.replaceAll('%', '')] ?? '';
      const run = [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command);
      const completing = completionEvents.flatMap((event) => /^onCommand:(.*)$/.exec(event)?.[1] ?? []);
      for (const command of [...run, ...completing]) expect(commandIds).toContain(command);
    }
    expect(steps.at(-1)?.completionEvents).toEqual([`onContext:${hasVectorsKey}`]);
  });

  it('activates on use or where there may be demonstrations, and takes no key', () => {
    expect(manifest.activationEvents).toEqual([
      ...promptLanguages.map((language) => `onLanguage:${language}`),
      // Paths of vector files are explained in any text.
      'workspaceContains:**/*.mend.safetensors',
      // A preview that was open when the window was reloaded.
      `onWebviewPanel:${previewId}`,
    ]);
    expect(contributes.keybindings).toBeUndefined();
    expect(manifest.extensionKind).toEqual(['workspace']);
  });

  it('uses every string of package.nls.json, and no other', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
  });
});
