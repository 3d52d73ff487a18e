import { inWords, sentence, type Sentence, type Translate } from '../../shared/sentence';
import type { SelfTestResult } from './selfTest';

/** The result with every sentence in words, as JSON and reports have it. */
export function inWordsAll({ ok, steps, milliseconds }: SelfTestResult, translate?: Translate) {
  const told = (text: Sentence | string): string =>
    (typeof text === 'string' ? text : inWords(text, translate)).replace(/\s*\n\s*/g, ' ');
  return {
    ok,
    steps: steps.map((step) => ({ ...step, claim: told(step.claim), detail: told(step.detail) })),
    milliseconds,
  };
}

/** The result as a short Markdown document that reads well as plain text too. `about`: further facts, such as versions. */
export function selfTestReport(
  result: SelfTestResult,
  about: readonly (readonly [string, string])[],
  translate?: Translate,
): string {
  const { ok, steps, milliseconds } = inWordsAll(result, translate);
  const failed = steps.find((step) => !step.ok);
  const verdict = ok
    ? sentence('**Passed**: all {0} checks, in {1}.', steps.length, seconds(milliseconds))
    : sentence('**Failed** at “{0}”; what stands on it was not tried.', failed?.claim ?? '');
  const meaning = sentence(
    '“No connection” means: every socket, name look-up and process that the engine’s JavaScript begins is counted. Native code passes Node by; so on Linux the kernel’s list of the process’s internet sockets is looked at besides, every 50 ms while the engine is free.',
  );
  return [
    `# ${inWords(sentence('MEND: Self-test'), translate)}`,
    '',
    inWords(verdict, translate),
    '',
    ...steps.map(
      (step) => `- ${mark(step.ok)} **${step.claim}** (${seconds(step.milliseconds)}): ${step.detail}`,
    ),
    '',
    ...about.map(([name, value]) => `- ${name}: ${value}`),
    '',
    inWords(meaning, translate),
    '',
  ].join('\n');
}

/** One line per check, for a terminal. */
export function selfTestLines(result: SelfTestResult): readonly string[] {
  return inWordsAll(result).steps.map(
    ({ ok, claim, detail }) => `${ok ? 'ok    ' : 'FAILED'}  ${claim}: ${detail}`,
  );
}

const mark = (ok: boolean): string => (ok ? '✓' : '✗');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
