import { describe, expect, it } from 'vitest';
import { UserError } from '../../shared/errors';
import { ladder, type LadderOptions, openOnLadder, type ProviderEvent } from './ladder';
import { ProviderFailed } from './providerFailed';
import { fakeMachine, withGpu } from './testing/fakeMachine';

const bare = { machine: fakeMachine() };
const gpu = { machine: fakeMachine(withGpu) };
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
    expect(await openOnLadder(open, 'fp32', gpu)).toEqual({
      value: 'opened on webgpu',
      provider: 'webgpu',
      skipped: [{ provider: 'cuda', reason: 'no cuda here' }],
    });
    expect(tried).toEqual(['cuda', 'webgpu']);
  });

  it('does not touch a GPU provider on a machine without a GPU', async () => {
    const { tried, open } = opening(() => true);
    const opened = await openOnLadder(open, 'fp32', bare);
    expect(tried).toEqual(['cpu']);
    expect(opened.skipped).toEqual([
      { provider: 'cuda', reason: 'there is no NVIDIA device' },
      { provider: 'webgpu', reason: 'there is no GPU device' },
    ]);
  });

  it('sends to the next rung what runs out of memory while it is loaded or warmed up', async () => {
    const open = async (provider: string): Promise<string> => {
      if (provider === 'cuda')
        throw new Error('bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 99');
      if (provider === 'webgpu') throw new ProviderFailed('webgpu', 'the GPU has too little free memory', {});
      return 'opened';
    };
    const { provider, skipped } = await openOnLadder(open, 'fp32', gpu);
    expect(provider).toBe('cpu');
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'the GPU has too little free memory',
      'the GPU has too little free memory',
    ]);
  });

  it('tells what it is at before and after, so that a process that ends there leaves word', async () => {
    const events: string[] = [];
    const announce = async ({ provider, state }: ProviderEvent): Promise<void> => {
      await Promise.resolve();
      events.push(`${provider} ${state}`);
    };
    const { open } = opening((provider) => provider !== 'cuda');
    const watched = async (provider: string): Promise<string> => {
      events.push(`${provider} native code`);
      return open(provider);
    };
    await openOnLadder(watched, 'fp32', { ...gpu, announce });
    expect(events).toEqual([
      'cuda opening',
      'cuda native code',
      'cuda closed',
      'webgpu opening',
      'webgpu native code',
      'webgpu open',
    ]);
  });

  it('stays away from a rung that is to be avoided, forced or not, and says why', async () => {
    const avoided = [{ provider: 'cuda', reason: 'it stopped the engine (signal SIGSEGV)' }];
    for (const forced of [undefined, ['cuda', 'cpu']]) {
      const { tried, open } = opening(() => true);
      const options: LadderOptions = { ...gpu, avoided, forced };
      expect((await openOnLadder(open, 'fp32', options)).skipped).toEqual(avoided);
      expect(tried).not.toContain('cuda');
    }
  });

  it('runs int8 on the CPU unless told otherwise', async () => {
    const { open } = opening(() => true);
    expect((await openOnLadder(open, 'int8', gpu)).provider).toBe('cpu');
    expect((await openOnLadder(open, 'int8', { ...gpu, forced: ['cuda', 'cpu'] })).provider).toBe('cuda');
  });

  it('never takes a forced provider this build does not have for one that works', async () => {
    const { tried, open } = opening(() => true);
    const forced = ['nonsense', 'dml', 'cpu'];
    const { provider, skipped } = await openOnLadder(open, 'fp32', { ...bare, forced });
    expect(provider).toBe('cpu');
    expect(tried).toEqual(['cpu']);
    expect(skipped[1]).toEqual({ provider: 'dml', reason: 'ONNX Runtime has no dml on linux-x64' });
    await expect(openOnLadder(open, 'fp32', { ...bare, forced: ['nonsense'] })).rejects.toMatchObject({
      code: 'provider',
    });
  });

  it('says what every rung said when none works', async () => {
    const { open } = opening(() => false);
    await expect(openOnLadder(open, 'fp32', bare)).rejects.toMatchObject({
      code: 'provider',
      message:
        'No ONNX Runtime provider could run the model (cuda: there is no NVIDIA device; webgpu: there is no GPU device; cpu: no cpu here).',
    });
  });

  it('passes on what is the user’s to know, and stops when cancelled', async () => {
    const missing = async () => Promise.reject(new UserError('badModel', 'The file x is missing.'));
    await expect(openOnLadder(missing, 'fp32', bare)).rejects.toMatchObject({ code: 'badModel' });
    const tried: string[] = [];
    const cancelled = async (provider: string) => {
      tried.push(provider);
      return Promise.reject(new UserError('cancelled', 'Cancelled.'));
    };
    await expect(openOnLadder(cancelled, 'fp32', gpu)).rejects.toMatchObject({ code: 'cancelled' });
    expect(tried).toEqual(['cuda']);
  });
});
