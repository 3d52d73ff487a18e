import { sentence } from '../../shared/sentence';
import { outputRange } from '../outputRange';
import { optionsEnd } from '../optionsEnd';
import { isTypo } from '../typo';
import { inferOptions } from '../../demonstrations/options';
import type { Example } from '../../demonstrations/candidate';
import type { Fix, LintBlock, LintDocument, Problem, Rule } from '../types';
import { firstLine, lineOf, quoted } from '../words';

/** How often another label must stand for one that stands once to be a slip of the pen. */
const USUAL = 3;

/** An output that is none of the options is never scored; where no options are declared, a label that is spelled like another is one by mistake. */
export const outputOutsideOptions: Rule = {
  id: 'output-outside-options',
  severity: 'warning',
  check(block, document) {
    return block.demonstrations.some(({ options }) => options)
      ? declared(block, document)
      : misspelled(block, document);
  },
};

function declared(block: LintBlock, document: LintDocument): readonly Problem[] {
  return block.demonstrations.flatMap((own, index): readonly Problem[] => {
    const { output, options } = own;
    if (!options || output === '' || options.includes(output)) return [];
    const near = options.find((option) => isTypo(output, option));
    const listed = options.slice(0, 5).map(quoted).join(', ') + (options.length > 5 ? ', …' : '');
    const message = sentence(
      'Demonstration {0} (line {1}) has the output {2}, which is none of its options ({3}): add it to them or correct it.',
      index + 1,
      lineOf(block, index, document),
      quoted(output),
      listed,
    );
    const fixes = [
      ...(near === undefined ? [] : change(block, document, own, near)),
      ...addOption(block, document, own),
    ];
    return [{ ...placeOf(block, document, own), message, fixes }];
  });
}

function misspelled(block: LintBlock, document: LintDocument): readonly Problem[] {
  const { demonstrations } = block;
  if (!inferOptions(demonstrations.filter(({ output }) => output !== ''))) return [];
  const counts = new Map<string, number>();
  for (const { output } of demonstrations) counts.set(output, (counts.get(output) ?? 0) + 1);
  const usual = [...counts].filter(([, count]) => count >= USUAL).map(([label]) => label);
  return demonstrations.flatMap((own, index): readonly Problem[] => {
    if (counts.get(own.output) !== 1) return [];
    const meant = usual.find((label) => isTypo(own.output, label));
    if (meant === undefined) return [];
    const message = sentence(
      'Demonstration {0} (line {1}) has the output {2}, and {3} others have {4}: spell it the same.',
      index + 1,
      lineOf(block, index, document),
      quoted(own.output),
      counts.get(meant) ?? 0,
      quoted(meant),
    );
    return [{ ...placeOf(block, document, own), message, fixes: change(block, document, own, meant) }];
  });
}

function placeOf(
  { format }: LintBlock,
  { text }: LintDocument,
  own: Example,
): { start: number; end: number } {
  return outputRange(text, format, own)?.range ?? firstLine(text, own);
}

function change({ format }: LintBlock, { text }: LintDocument, own: Example, label: string): readonly Fix[] {
  const found = outputRange(text, format, own);
  return found
    ? [
        {
          title: sentence('Change to {0}', quoted(label)),
          edits: [{ ...found.range, text: found.write(label) }],
        },
      ]
    : [];
}

function addOption({ format }: LintBlock, { text }: LintDocument, own: Example): readonly Fix[] {
  const edit = optionsEnd(text, format, own);
  return edit ? [{ title: sentence('Add {0} to the options', quoted(own.output)), edits: [edit] }] : [];
}
