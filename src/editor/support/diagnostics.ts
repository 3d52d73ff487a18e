import type { EngineStatus } from '../../engine/methods';
import type { SessionState } from '../sessionState';

/** Facts under a heading, in the order they are shown. */
export type Facts = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

/** The sections of a report, in the order they are shown. What is undefined is left out. */
export function diagnosticsReport(
  sections: readonly (readonly [heading: string, Facts])[],
  log: readonly string[],
): string {
  const body = sections.flatMap(([heading, facts]) => [
    `## ${heading}`,
    '',
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`])),
    '',
  ]);
  return ['# MEND: diagnostics', '', ...body, '## Last log lines', '', '```', ...log, '```', ''].join('\n');
}

/** What runs, as far as something runs. `state`: of the engine. */
export function engineFacts(
  state: string,
  status: EngineStatus | undefined,
  clean: (text: string) => string,
): Facts {
  return [
    ['state', state],
    ['ONNX Runtime', status?.runtime],
    ['Node of the engine', status?.node],
    ['provider', status?.provider],
    ...(status?.skipped ?? []).map(({ provider, reason }) => [`without ${provider}`, clean(reason)] as const),
    ...(status?.models ?? []).map(
      ({ id, dtype, milliseconds }) =>
        [`model ${id}`, `${dtype}, loaded in ${milliseconds.toFixed(0)} ms`] as const,
    ),
    ['memory of the engine', status && `${(status.memoryBytes / 1e6).toFixed(0)} MB`],
  ];
}

/** Sizes of what is open: counts, and nothing that the user wrote. */
export function sessionFacts({ demonstrations, vectors, prediction }: SessionState): Facts {
  const tokens = demonstrations?.tokens;
  const metadata = vectors?.contents.metadata;
  return [
    ['demonstrations', demonstrations?.demonstrations.length],
    ['their tokens', tokens && `${tokens.total} of ${tokens.budget}, ${tokens.used} demonstrations used`],
    [
      'vectors',
      vectors && `${vectors.contents.count} of width ${vectors.contents.width}, ${vectors.bytes} bytes`,
    ],
    ['made for', metadata && `${metadata.targetId} (${metadata.family}) by ${metadata.toolVersion}`],
    ['prediction shown', prediction !== undefined],
  ];
}
