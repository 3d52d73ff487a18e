import { expect, it } from 'vitest';
import { ProviderWatch } from './providerWatch';

type Step = Parameters<ProviderWatch['note']>[0];

function after(...steps: string[]): ProviderWatch['suspect'] {
  const watch = new ProviderWatch();
  for (const step of steps) {
    const [provider = '', state] = step.split(' ');
    watch.note({ provider, state: state as Step['state'] });
  }
  return watch.suspect;
}

it.each([
  ['nothing yet', [], undefined],
  ['an opening that has not ended', ['cuda opening'], { provider: 'cuda', opening: true }],
  ['a model that is open', ['cuda opening', 'cuda open'], { provider: 'cuda', opening: false }],
  ['an opening that failed', ['cuda opening', 'cuda closed'], undefined],
  ['the next rung', ['cuda opening', 'cuda closed', 'webgpu opening'], { provider: 'webgpu', opening: true }],
  ['the CPU, which is not to be gone without', ['cpu opening'], undefined],
  [
    'the CPU opening beside a GPU in use',
    ['webgpu opening', 'webgpu open', 'cpu opening'],
    { provider: 'webgpu', opening: false },
  ],
  ['a model that was closed again', ['cuda opening', 'cuda open', 'cuda closed'], undefined],
  [
    'one of two that was closed',
    ['cuda opening', 'cuda open', 'cuda opening', 'cuda open', 'cuda closed'],
    { provider: 'cuda', opening: false },
  ],
  [
    'a second model that did not open',
    ['cuda opening', 'cuda open', 'cuda opening', 'cuda closed'],
    { provider: 'cuda', opening: false },
  ],
])('suspects the right one: %s', (_, steps, suspect) => {
  expect(after(...steps)).toEqual(suspect);
});
