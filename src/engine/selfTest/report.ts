import type { SelfTestResult } from './selfTest';

/** The result as a short Markdown document that reads well as plain text too. `about`: further facts, such as versions. */
export function selfTestReport(
  result: SelfTestResult,
  about: readonly (readonly [string, string])[],
): string {
  const { ok, steps, milliseconds } = result;
  const failed = steps.find((step) => !step.ok);
  const verdict = ok
    ? `**Passed**: all ${steps.length} checks, in ${seconds(milliseconds)}.`
    : `**Failed** at “${failed?.claim ?? ''}”; what stands on it was not tried.`;
  return [
    '# MEND: Self-test',
    '',
    verdict,
    '',
    ...steps.map(
      (step) =>
        `- ${mark(step.ok)} **${step.claim}** (${seconds(step.milliseconds)}): ${oneLine(step.detail)}`,
    ),
    '',
    ...about.map(([name, value]) => `- ${name}: ${value}`),
    '',
    '“No connection” means: every socket, name look-up and process that the engine’s JavaScript begins is counted. Native code passes Node by; so',
    'on Linux the kernel’s list of the process’s internet sockets is looked at besides, every 50 ms while the engine is free.',
    '',
  ].join('\n');
}

/** One line per check, for a terminal. */
export function selfTestLines({ steps }: SelfTestResult): readonly string[] {
  return steps.map(({ ok, claim, detail }) => `${ok ? 'ok    ' : 'FAILED'}  ${claim}: ${oneLine(detail)}`);
}

const mark = (ok: boolean): string => (ok ? '✓' : '✗');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
