import { describe, expect, it } from 'vitest';
import { inWords, sentence } from '../../shared/sentence';
import * as present from './present';

const english = (template: string, ...values: (string | number)[]) => inWords(sentence(template, ...values));
type Known = Parameters<typeof present.shownStatus>[2];
const shownStatus = (state: 'running' | 'stopped' | 'starting' | 'failed', model: string, status: Known) =>
  present.shownStatus(state, model, status, english);
const noteOn = (before: Known, now: NonNullable<Known>, chosen: string) =>
  present.noteOn(before, now, chosen, english);

const missing = { provider: 'cuda', reason: 'the library libcudnn.so.9 is missing: install cuDNN 9' };
const onCpu = { provider: 'cpu', skipped: [missing] };
const onCuda = { provider: 'cuda', skipped: [] };

describe('shownStatus', () => {
  it('shows model and provider while the engine runs, and why others are not used', () => {
    const shown = shownStatus('running', 'mini', onCpu);
    expect(shown.text).toBe('$(chip) mini · CPU');
    expect(shown.tooltip).toEqual([
      '**MEND** runs **mini** on **CPU**.',
      'CUDA is not used: the library libcudnn.so.9 is missing: install cuDNN 9.',
    ]);
    expect(shownStatus('running', 'mini', { provider: 'new', skipped: [] }).text).toContain('new');
  });

  it('shows the model alone where the provider is not known', () => {
    expect(shownStatus('stopped', 'mini', onCpu).text).toBe('$(chip) mini');
    expect(shownStatus('stopped', 'mini', onCpu).tooltip[1]).toBe('Its engine starts when it is used.');
    expect(shownStatus('running', 'mini', { provider: 'none', skipped: [] }).text).toBe('$(chip) mini');
    expect(shownStatus('running', 'mini', undefined).tooltip[1]).toBe('No model is loaded.');
    expect(shownStatus('starting', 'mini', undefined).text).toBe('$(loading~spin) mini');
  });

  it('alarms only when the engine was switched off', () => {
    expect(shownStatus('failed', 'mini', onCpu)).toMatchObject({ text: '$(error) mini', alarming: true });
    expect(shownStatus('running', 'mini', onCpu).alarming).toBe(false);
  });
});

describe('noteOn', () => {
  it('is nothing where nobody chose a provider and none was lost', () => {
    expect(noteOn(undefined, onCpu, 'auto')).toBeUndefined();
    expect(noteOn(onCuda, onCuda, 'cuda')).toBeUndefined();
    expect(noteOn(undefined, { provider: 'none', skipped: [] }, 'cuda')).toBeUndefined();
  });

  it('says that the provider chosen is not the one that runs, once', () => {
    expect(noteOn(undefined, onCpu, 'cuda')).toBe(
      'MEND runs on CPU instead of CUDA: the library libcudnn.so.9 is missing: install cuDNN 9.',
    );
    expect(noteOn(onCpu, onCpu, 'cuda')).toBeUndefined();
  });

  it('says that the engine went on without the provider that ran', () => {
    const reason = 'the GPU has too little free memory';
    const fallen = { provider: 'webgpu', skipped: [{ provider: 'cuda', reason }] };
    expect(noteOn(onCuda, fallen, 'auto')).toBe(`MEND runs on WebGPU instead of CUDA: ${reason}.`);
    expect(noteOn(fallen, fallen, 'auto')).toBeUndefined();
    const further = {
      provider: 'cpu',
      skipped: [...fallen.skipped, { provider: 'webgpu', reason }],
    };
    expect(noteOn(fallen, further, 'auto')).toBe(`MEND runs on CPU instead of WebGPU: ${reason}.`);
  });

  it('says nothing where another model runs elsewhere for no fault', () => {
    expect(noteOn(onCuda, { provider: 'cpu', skipped: [] }, 'auto')).toBeUndefined();
  });
});
