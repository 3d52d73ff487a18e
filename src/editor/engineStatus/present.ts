import type { EngineState } from '../../engine/client';
import type { EngineStatus } from '../../engine/methods';
import type { Translate } from '../../shared/sentence';

type Known = Pick<EngineStatus, 'provider' | 'skipped'>;

/** What the status bar shows about the engine. */
export interface Shown {
  readonly text: string;
  /** Markdown, a paragraph each. */
  readonly tooltip: readonly string[];
  readonly alarming: boolean;
}

/** Names of the execution providers as people know them. */
export const providerNames: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  coreml: 'Core ML',
  dml: 'DirectML',
  webgpu: 'WebGPU',
};

export function providerName(provider: string): string {
  return providerNames[provider] ?? provider;
}

/** @param status of the running engine; undefined before it was asked */
export function shownStatus(
  state: EngineState,
  model: string,
  status: Known | undefined,
  translate: Translate,
): Shown {
  const known = state === 'running' && status && status.provider !== 'none' ? status : undefined;
  switch (state) {
    case 'failed':
      return {
        text: `$(error) ${model}`,
        tooltip: [
          translate('**MEND** switched its engine off, since it kept stopping.'),
          translate('The log says why; a restart tries again.'),
        ],
        alarming: true,
      };
    case 'starting':
      return {
        text: `$(loading~spin) ${model}`,
        tooltip: [translate('**MEND** starts its engine.')],
        alarming: false,
      };
    default:
      return {
        text: known ? `$(chip) ${model} · ${providerName(known.provider)}` : `$(chip) ${model}`,
        tooltip: known
          ? [
              translate('**MEND** runs **{0}** on **{1}**.', model, providerName(known.provider)),
              ...known.skipped.map(({ provider, reason }) =>
                translate('{0} is not used: {1}.', providerName(provider), reason),
              ),
            ]
          : [
              translate('**MEND** compresses and predicts with **{0}**.', model),
              state === 'running'
                ? translate('No model is loaded.')
                : translate('Its engine starts when it is used.'),
            ],
        alarming: false,
      };
  }
}

/**
 * What is worth telling without being asked: that a provider the user chose is not the one that runs, or that the engine went on without the one
 * that ran before. One sentence; undefined when all is as expected.
 * @param before the status shown last, of this engine or of an earlier one
 * @param chosen the setting: `auto`, or a provider
 */
export function noteOn(
  before: Known | undefined,
  now: Known,
  chosen: string,
  translate: Translate,
): string | undefined {
  if (now.provider === 'none') return undefined;
  const reasonOf = (provider: string): string | undefined =>
    now.skipped.find((one) => one.provider === provider)?.reason;
  const told = (provider: string): boolean =>
    before?.skipped.some((one) => one.provider === provider && one.reason === reasonOf(provider)) === true;
  const lost = [chosen, before?.provider ?? chosen].find(
    (provider) => provider !== now.provider && reasonOf(provider) !== undefined && !told(provider),
  );
  if (lost === undefined) return undefined;
  const names = [now.provider, lost].map(providerName);
  return translate('MEND runs on {0} instead of {1}: {2}.', ...names, reasonOf(lost) ?? '');
}
