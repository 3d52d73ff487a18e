import { describe, expect, it } from 'vitest';
import { UserError } from '../shared/errors';
import { ladder, openOnLadder, type Machine } from './providers';

const bare: Machine = {
  platform: 'linux',
  backends: () => ['cpu', 'webgpu', 'cuda'],
  exists: () => false,
  list: () => [],
};
const withGpu: Machine = {
  ...bare,
  exists: (path) => path === '/dev/nvidiactl' || path === '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
};
const opening = (works: (provider: string) => boolean) => {
  const tried: string[] = [];
  const open = async (provider: string): Promise<string> => {
    tried.push(provider);
    if (!works(provider)) throw new Error(`no ${provider} here\nand a long trace`);
    return `opened on ${provider}`;
  };
  return { tried, open };
};

describe('ladder', () => {
  it('ends at the CPU on every platform', () => {
    expect(ladder('linux')).toEqual(['cuda', 'webgpu', 'cpu']);
    expect(ladder('win32')).toEqual(['dml', 'webgpu', 'cpu']);
    expect(ladder('darwin')).toEqual(['coreml', 'webgpu', 'cpu']);
    expect(ladder('freebsd')).toEqual(['cpu']);
  });
});

describe('openOnLadder', () => {
  it('takes the first that works and says why the others were skipped', async () => {
    const { tried, open } = opening((provider) => provider === 'webgpu');
    expect(await openOnLadder(open, 'fp32', undefined, withGpu)).toEqual({
      value: 'opened on webgpu',
      provider: 'webgpu',
      skipped: [{ provider: 'cuda', reason: 'no cuda here' }],
    });
    expect(tried).toEqual(['cuda', 'webgpu']);
  });

  it('does not touch a GPU provider on a machine without a GPU', async () => {
    const { tried, open } = opening(() => true);
    const opened = await openOnLadder(open, 'fp32', undefined, bare);
    expect(tried).toEqual(['cpu']);
    expect(opened.skipped).toEqual([
      { provider: 'cuda', reason: 'no NVIDIA device' },
      { provider: 'webgpu', reason: 'no GPU device' },
    ]);
  });

  it('asks for the Vulkan loader before WebGPU on Linux, and for nothing elsewhere', async () => {
    const noVulkan = {
      ...bare,
      list: (folder: string) => (folder === '/dev/dri' ? ['card0', 'renderD128'] : []),
    };
    const { open } = opening(() => true);
    expect((await openOnLadder(open, 'fp32', undefined, noVulkan)).skipped).toContainEqual({
      provider: 'webgpu',
      reason: 'no libvulkan.so.1',
    });
    const mac: Machine = { ...bare, platform: 'darwin', backends: () => ['cpu', 'coreml', 'webgpu'] };
    expect((await openOnLadder(open, 'fp32', undefined, mac)).provider).toBe('coreml');
  });

  it('skips what this build does not have', async () => {
    const { open } = opening(() => true);
    const opened = await openOnLadder(open, 'fp32', undefined, { ...withGpu, backends: () => ['cpu'] });
    expect(opened.skipped.map(({ reason }) => reason)).toEqual([
      'not part of this build of ONNX Runtime',
      'not part of this build of ONNX Runtime',
    ]);
  });

  it('runs int8 on the CPU unless told otherwise', async () => {
    const { open } = opening(() => true);
    expect((await openOnLadder(open, 'int8', undefined, withGpu)).provider).toBe('cpu');
    expect((await openOnLadder(open, 'int8', ['cuda', 'cpu'], bare)).provider).toBe('cuda');
  });

  it('never takes a forced provider this build does not have for one that works', async () => {
    const { tried, open } = opening(() => true);
    expect((await openOnLadder(open, 'fp32', ['nonsense', 'dml', 'cpu'], bare)).provider).toBe('cpu');
    expect(tried).toEqual(['cpu']);
    await expect(openOnLadder(open, 'fp32', ['nonsense'], bare)).rejects.toMatchObject({ code: 'provider' });
  });

  it('gives the sentence of an error, not the check in the sources that failed', async () => {
    const open = async (provider: string) => {
      if (provider === 'cpu') return 'opened';
      throw new Error('/src/a.cc:1 Initialize() status == 0 was false. Failed to get an adapter.\n\n');
    };
    const { skipped } = await openOnLadder(open, 'fp32', ['webgpu', 'cpu'], bare);
    expect(skipped).toEqual([{ provider: 'webgpu', reason: 'Failed to get an adapter.' }]);
  });

  it('says what every rung said when none works', async () => {
    const { open } = opening(() => false);
    await expect(openOnLadder(open, 'fp32', undefined, bare)).rejects.toMatchObject({
      code: 'provider',
      message:
        'No ONNX Runtime provider could run the model (cuda: no NVIDIA device; webgpu: no GPU device; cpu: no cpu here).',
    });
  });

  it('passes on what is the user’s to know', async () => {
    const open = async () => Promise.reject(new UserError('badModel', 'The file x is missing.'));
    await expect(openOnLadder(open, 'fp32', ['cpu'], bare)).rejects.toMatchObject({ code: 'badModel' });
  });
});
