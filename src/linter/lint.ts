import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { rules } from './rules';
import type { Finding, LintDocument, RuleId, Severity } from './types';

/** What each rule is set to; those not named have their own severity. */
export type RuleSettings = { readonly [Id in RuleId]?: Severity | 'off' };

export interface LintOptions {
  readonly rules?: RuleSettings;
  readonly signal?: AbortSignal;
  /** Waited for between two rules, so that something else gets its turn. */
  readonly pause?: () => Promise<void>;
}

/** More findings of one rule in one block are left out: nobody reads them, and the first are repaired first. */
const MOST_OF_A_RULE = 100;

/**
 * Everything that the rules find, in the order of the document.
 * @throws UserError `cancelled`
 */
export async function lint(document: LintDocument, options: LintOptions = {}): Promise<readonly Finding[]> {
  const { rules: settings = {}, signal, pause } = options;
  const findings: Finding[] = [];
  for (const block of document.blocks) {
    for (const rule of rules) {
      const severity = settings[rule.id] ?? rule.severity;
      if (severity === 'off') continue;
      await pause?.();
      if (signal?.aborted)
        throw new UserError('cancelled', sentence('Checking the demonstrations was cancelled.'));
      const problems = rule.check(block, document).slice(0, MOST_OF_A_RULE);
      findings.push(...problems.map((problem) => ({ ...problem, rule: rule.id, severity })));
    }
  }
  return findings.sort((one, other) => one.start - other.start);
}
