export { applyEdits } from './edits';
export { lint, type LintOptions, type RuleSettings } from './lint';
export { readDocument, readSearched } from './readDocument';
export { rules } from './rules';
export { ruleIds } from './types';
export type { Edit, Finding, Fix, LintBlock, LintDocument, ModelTokens, RuleId, Severity } from './types';
