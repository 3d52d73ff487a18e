import { describe, expect, it } from 'vitest';
import { userStore } from './userStore';

describe('userStore', () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ['linux', {}, '/home/me/.local/share/mend/models'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/mend/models'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/me/.local/share/mend/models'],
    ['linux', { MEND_MODELS: '/big/models' }, '/big/models'],
    ['linux', { MEND_MODELS: 'relative' }, '/home/me/.local/share/mend/models'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/me/Library/Application Support/mend/models'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/mend/models'],
  ])('on %s with %j is %s', (platform, env, folder) => {
    expect(userStore(env, platform, '/home/me').replaceAll('\\', '/')).toBe(folder);
  });
});
