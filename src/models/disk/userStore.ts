import { isAbsolute, join } from 'node:path';

/**
 * Where programs of the command line keep the models that a user adds: `MEND_MODELS`, or the place that the platform has for a user's data.
 * @param home the user's home folder
 */
export function userStore(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  const own = env['MEND_MODELS'];
  if (own !== undefined && isAbsolute(own)) return own;
  return join(dataFolder(env, platform, home), 'mend', 'models');
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  switch (platform) {
    case 'win32':
      return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default: {
      // XDG Base Directory Specification: what is not absolute is to be ignored.
      const folder = env['XDG_DATA_HOME'] ?? '';
      return isAbsolute(folder) ? folder : join(home, '.local', 'share');
    }
  }
}
