import { sentence } from '../../shared/sentence';
import { seededRandom } from '../../mend/random';
import { reordering } from '../edits';
import { labelsOf } from '../labels';
import type { Fix, LintBlock, LintDocument, Rule } from '../types';
import { firstLine, quoted } from '../words';

/** Shorter runs of one label at the end are common in a good mixture. */
const SHORTEST_RUN = 3;
/** A run that is longer than one label's demonstrations in a mixture ever are by chance, in one of so many. */
const RARE = 1 / 100;
const SEED = 1;

/** A model tends to repeat the label it saw last: Zhao et al., Calibrate Before Use, 2021. */
export const labelOrder: Rule = {
  id: 'label-order',
  severity: 'warning',
  check(block, document) {
    const labels = labelsOf(block);
    const { demonstrations } = block;
    const last = demonstrations.at(-1);
    if (!labels || !last) return [];
    const run =
      demonstrations.length - 1 - demonstrations.findLastIndex(({ output }) => output !== last.output);
    const allOfIt = labels.get(last.output)?.length ?? 0;
    const isRare =
      chance(
        [...labels.values()].map(({ length }) => length),
        run,
      ) < RARE;
    if (run < SHORTEST_RUN || run === demonstrations.length || !(run === allOfIt || isRare)) return [];
    const first = demonstrations[demonstrations.length - run] ?? last;
    const message = sentence(
      'The last {0} demonstrations (from line {1}) all have the output {2}, which a model then prefers: mix the labels.',
      run,
      document.lineOf(first.start),
      quoted(last.output),
    );
    const fix = interleaving(block, document, labels);
    return [{ ...firstLine(document.text, first), message, ...(fix && { fixes: [fix] }) }];
  },
};

/** Probability that a random order ends in `run` demonstrations of one label. */
function chance(counts: readonly number[], run: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => {
    let product = 1;
    for (let taken = 0; taken < run; taken += 1) product *= Math.max(0, count - taken) / (all - taken);
    return sum + product;
  }, 0);
}

/** Spreads every label evenly over the block, in an order of its demonstrations that a fixed seed draws. */
function interleaving(
  block: LintBlock,
  { text }: LintDocument,
  labels: ReadonlyMap<string, readonly number[]>,
): Fix | undefined {
  // Numbers would no longer count up.
  if (
    block.demonstrations.some(({ start, end }) =>
      /^[^\p{L}\n]*\d|^.{0,40}\d+[*_)\]]*\s*:/u.test(text.slice(start, end)),
    )
  )
    return undefined;
  const random = seededRandom(SEED);
  const placed = [...labels.values()].flatMap((indices) => {
    const drawn = indices
      .map((index) => ({ index, key: random() }))
      .sort((one, other) => one.key - other.key);
    const offset = random();
    return drawn.map(({ index }, rank) => ({ index, at: (rank + offset) / drawn.length }));
  });
  const order = placed
    .sort((one, other) => one.at - other.at || one.index - other.index)
    .map(({ index }) => index);
  return { title: sentence('Mix the labels'), edits: reordering(text, block, order) };
}
