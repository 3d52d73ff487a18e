import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXAMPLES } from './options';
import { QUIET_SETTINGS } from './settings';

/** A throw-away VS Code: its user data, extensions, home folder, and a workspace that tests may write to. */
export interface Profile {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
  readonly config: string;
  /** A copy of `examples/`. */
  readonly workspace: string;
  dispose(): void;
}

export function createProfile(settings: Readonly<Record<string, unknown>> = {}): Profile {
  // A short path: VS Code puts sockets below it, whose names have a limit.
  const folder = mkdtempSync(path.join(tmpdir(), 'mend-'));
  const at = (name: string): string => path.join(folder, name);
  const profile = {
    folder,
    userData: at('data'),
    extensions: at('ext'),
    config: at('config.yaml'),
    workspace: at('workspace'),
    dispose: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  mkdirSync(path.join(profile.userData, 'User'), { recursive: true });
  mkdirSync(profile.extensions);
  cpSync(EXAMPLES, profile.workspace, { recursive: true });
  writeFileSync(profile.config, 'auth: none\ncert: false\n');
  writeSettings(profile, settings);
  return profile;
}

/** Sets the user settings on top of the quiet ones. VS Code reads them when it starts, not when they change on disk. */
export function writeSettings(profile: Profile, settings: Readonly<Record<string, unknown>>): void {
  const file = path.join(profile.userData, 'User/settings.json');
  writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
}

/** The settings file of the workspace. */
export const folderSettingsFile = (profile: Profile): string =>
  path.join(profile.workspace, '.vscode/settings.json');

/** Sets the settings of the workspace, which VS Code notices when they change. */
export function writeFolderSettings(profile: Profile, settings: Readonly<Record<string, unknown>>): void {
  const file = folderSettingsFile(profile);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings));
}

/** A chosen environment instead of the caller's: tokens and sockets of an outer VS Code must not get in. */
export function environmentOf(profile: Profile, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { folder } = profile;
  const own = Object.entries(process.env).filter(([name]) => /^(MEND_|NODE_V8_COVERAGE$)/.test(name));
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CACHE_HOME: folder,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: folder,
    EXTENSIONS_GALLERY: '{}',
    ...Object.fromEntries(own),
    ...extra,
  };
}
