import type { EngineState } from '../../engine/client';
import type { EngineStatus } from '../../engine/methods';

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
export function shownStatus(state: EngineState, model: string, status: Known | undefined): Shown {
  const known = state === 'running' && status && status.provider !== 'none' ? status : undefined;
  switch (state) {
    case 'failed':
      return {
        text: `$(error) ${model}`,
        tooltip: [
          '**MEND** switched its engine off, since it kept stopping.',
          'The log says why; a restart tries again.',
        ],
        alarming: true,
      };
    case 'starting':
      return { text: `$(loading~spin) ${model}`, tooltip: ['**MEND** starts its engine.'], alarming: false };
    default:
      return {
        text: known ? `$(chip) ${model} · ${providerName(known.provider)}` : `$(chip) ${model}`,
        tooltip: known
          ? [`**MEND** runs **${model}** on **${providerName(known.provider)}**.`, ...skippedLines(known)]
          : [
              `**MEND** compresses and predicts with **${model}**.`,
              state === 'running' ? 'No model is loaded.' : 'Its engine starts when it is used.',
            ],
        alarming: false,
      };
  }
}

function skippedLines({ skipped }: Known): string[] {
  return skipped.map(({ provider, reason }) => `${providerName(provider)} is not used: ${reason}.`);
}

/**
 * What is worth telling without being asked: that a provider the user chose is not the one that runs, or that the engine went on without the one
 * that ran before. One sentence; undefined when all is as expected.
 * @param before the status shown last, of this engine or of an earlier one
 * @param chosen the setting: `auto`, or a provider
 */
export function noteOn(before: Known | undefined, now: Known, chosen: string): string | undefined {
  if (now.provider === 'none') return undefined;
  const reasonOf = (provider: string): string | undefined =>
    now.skipped.find((one) => one.provider === provider)?.reason;
  const told = (provider: string): boolean =>
    before?.skipped.some((one) => one.provider === provider && one.reason === reasonOf(provider)) === true;
  const lost = [chosen, before?.provider ?? chosen].find(
    (provider) => provider !== now.provider && reasonOf(provider) !== undefined && !told(provider),
  );
  if (lost === undefined) return undefined;
  return `MEND runs on ${providerName(now.provider)} instead of ${providerName(lost)}: ${reasonOf(lost)}.`;
}
