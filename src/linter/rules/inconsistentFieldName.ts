import { sentence } from '../../shared/sentence';
import { fieldNames, mostCommon, namesIn, type FieldName, type FieldNames } from '../fieldNames';
import type { LintBlock, LintDocument, Problem, Rule } from '../types';
import { lineOf, quoted } from '../words';

/** Of the examples, so that it is the rule and the others the exceptions. */
const MOST = 2 / 3;
const FEWEST = 3;

/** Every field name is text that the model reads: one that differs is a pattern less. */
export const inconsistentFieldName: Rule = {
  id: 'inconsistent-field-name',
  severity: 'warning',
  check(block, document) {
    if (block.demonstrations.length < FEWEST) return [];
    const names = fieldNames(document.text, block);
    if (!names) return [];
    return [...differing(block, document, names, 'input'), ...differing(block, document, names, 'output')];
  },
};

const templates = {
  input: {
    spelled:
      'Demonstration {0} (line {1}) spells its input {2} where {3} others have {4}: use one name for it.',
    called:
      'Demonstration {0} (line {1}) calls its input {2} where {3} others have {4}: use one name for it.',
  },
  output: {
    spelled:
      'Demonstration {0} (line {1}) spells its output {2} where {3} others have {4}: use one name for it.',
    called:
      'Demonstration {0} (line {1}) calls its output {2} where {3} others have {4}: use one name for it.',
  },
} as const;

/** Numbers differ anyway. */
const pattern = (name: FieldName): string => name.written.replace(/\d+/g, '#');

function differing(
  block: LintBlock,
  document: LintDocument,
  names: readonly FieldNames[],
  field: keyof FieldNames,
): readonly Problem[] {
  const found = names.flatMap((one) => one[field] ?? []);
  const usual = mostCommon(found.map(pattern));
  const example = found.find((name) => pattern(name) === usual);
  const count = found.filter((name) => pattern(name) === usual).length;
  if (!example || count < FEWEST || count < names.length * MOST) return [];
  return names.flatMap((one, index): readonly Problem[] => {
    const own = one[field];
    const demonstration = block.demonstrations[index];
    if (!own || !demonstration || pattern(own) === usual) return [];
    const source = document.text.slice(demonstration.start, demonstration.end);
    const placed = namesIn(source, block.format).find(({ written }) => written === own.written);
    if (!placed) return [];
    const start = demonstration.start + placed.at;
    const place = { start, end: start + own.written.length };
    const message = sentence(
      templates[field][own.name === example.name ? 'spelled' : 'called'],
      index + 1,
      lineOf(block, index, document),
      quoted(own.written),
      count,
      quoted(example.written),
    );
    const isNumbered = /\d/.test(own.written + example.written);
    const fix = {
      title: sentence('Change to {0}', example.written),
      edits: [{ ...place, text: example.written }],
    };
    return [{ ...place, message, ...(!isNumbered && { fixes: [fix] }) }];
  });
}
