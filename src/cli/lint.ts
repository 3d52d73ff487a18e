import { lineCounter } from '../demonstrations/lines';
import type { Finding, LintBlock, LintDocument, RuleSettings } from '../linter';
import { ruleIds } from '../linter/types';
import { inWords } from '../shared/sentence';
import { readManifest } from '../models/readManifest';
import { type Command, onlyPositional, optional, type Outcome, type Tools, UsageError } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';

/** `mend lint`: what is wrong with the demonstrations of a file. Needs no model, unless one is named to count tokens with. */
export const lintCommand: Command = {
  usage: 'lint FILE [--rules RULE=off|info|warning,…] [--model ID] [--json]',
  summary:
    'check the demonstrations in FILE (docs/linter.md lists the rules); exit code 1 where there is a warning. With a model, whether all fit into its window',
  options: { rules: { type: 'string' }, model: { type: 'string' } },
  async run(args, tools) {
    const file = onlyPositional(args, 'FILE');
    const rules = parseRules(optional(args, 'rules'));
    const text = await readText(file, tools.surroundings.cwd);
    const { lint, parseDemonstrations, readDocument } = await import('../linter/reading');
    const document = readDocument(text, { fileName: file }, true);
    // What is no block at all is told as `compress` tells it.
    if (document.blocks.length === 0) parseDemonstrations(text, { fileName: file });
    const counted = await withTokens(document, optional(args, 'model'), tools);
    const findings = await lint(counted, { rules, signal: tools.surroundings.signal });
    return outcome(file, text, findings);
  },
};

function parseRules(value: string | undefined): RuleSettings {
  const pairs = (value ?? '').split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [id = '', setting = ''] = pair.split('=').map((part) => part.trim());
      if (!ruleIds.some((known) => known === id))
        throw new UsageError(`there is no rule ${JSON.stringify(id)} (there are ${ruleIds.join(', ')})`);
      if (!['off', 'info', 'warning'].includes(setting))
        throw new UsageError(
          `the rule ${id} is set to off, info or warning, not to ${JSON.stringify(setting)}`,
        );
      return [id, setting];
    }),
  );
}

async function withTokens(
  document: LintDocument,
  name: string | undefined,
  { engine, surroundings, progress }: Tools,
): Promise<LintDocument> {
  if (name === undefined || document.blocks.length === 0) return document;
  const model = await chooseModel(name, surroundings);
  const { id } = await readManifest(model.folder);
  const { countTokens } = await engine();
  const blocks: LintBlock[] = [];
  for (const block of document.blocks) {
    const { demonstrations } = block;
    const report = await countTokens({ model, demonstrations }, { signal: surroundings.signal, progress });
    blocks.push({ ...block, tokens: { model: id, report } });
  }
  return { ...document, blocks };
}

function outcome(file: string, text: string, found: readonly Finding[]): Outcome {
  const place = placesOf(text);
  const findings = found.map(({ rule, severity, message, start, end }) => ({
    rule,
    severity,
    message: inWords(message),
    start: place(start),
    end: place(end),
  }));
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const lines = findings.map(
    ({ rule, severity, message, start }) =>
      `${file}:${start.line}:${start.column}: ${severity}: ${message} [${rule}]`,
  );
  const count = warnings === 1 ? 'a warning' : `${warnings} warnings`;
  return {
    json: { file, findings },
    text: lines.length === 0 ? `${file}: nothing found` : lines.join('\n'),
    ...(warnings > 0 && {
      problem: `${file} has ${count}: correct what is listed, or switch rules off with --rules.`,
    }),
  };
}

/** Lines and columns from 1, as editors count them: columns in UTF-16 code units. */
function placesOf(text: string): (offset: number) => { line: number; column: number } {
  const lineOf = lineCounter(text);
  return (offset) => {
    const before = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1));
    return { line: lineOf(offset), column: offset - (offset === 0 ? -1 : before) };
  };
}
