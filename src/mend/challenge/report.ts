import { inWords, sentence, type Sentence, type Translate } from '../../shared/sentence';
import { type ChallengeArm, challengeArms } from './arms';
import {
  type ChallengeFigures,
  type Comparison,
  differentQueries,
  fewestToCall,
  figuresOf,
  type Finding,
  type OverSeeds,
} from './compare';
import type { SeedAnswers } from './run';

/** What a report is made of. */
export interface Challenge {
  readonly seeds: readonly SeedAnswers[];
  /** Queries whose input stands among the demonstrations too. */
  readonly repeated: number;
  /** Whether half of the demonstrations asked, for want of queries of their own. */
  readonly split: boolean;
}

/** The report as a Markdown document. `about`: further facts, such as the model. */
export function challengeReport(
  challenge: Challenge,
  about: readonly (readonly [string, string])[],
  translate?: Translate,
): string {
  const say = (text: Sentence): string => inWords(text, translate);
  const figures = figuresOf(challenge.seeds);
  return [
    `# ${say(sentence('MEND: Equal-budget challenge'))}`,
    '',
    `**${say(outcome(figures.comparisons))}**`,
    '',
    say(setting(challenge)),
    ...few(challenge).map(say),
    '',
    ...armTable(figures, say),
    '',
    say(
      sentence(
        'Per cent. The worst seed is that arm’s own. Every arm but full ICL has as many tokens in front of a query as there are vectors, or fewer.',
      ),
    ),
    '',
    `## ${say(sentence('Distilled beside each of the others'))}`,
    '',
    ...comparisonTable(figures.comparisons, say),
    '',
    say(
      sentence(
        '“Better” and “worse” are said only where two paired tests over the same queries agree, each with p < .05 after Holm’s correction over the {0} comparisons: McNemar’s exact test over the answers of all seeds, and a bootstrap that draws whole queries. The difference is of accuracy, in points, with its 95 % interval (not corrected).',
        figures.comparisons.length,
      ),
    ),
    '',
    ...about.map(([name, value]) => `- ${name}: ${value}`),
    '',
  ].join('\n');
}

function few({ seeds }: Challenge): readonly Sentence[] {
  const count = differentQueries(seeds);
  return count < fewestToCall
    ? [
        sentence(
          '{0} different queries are too few to call anything better or worse: give at least {1}.',
          count,
          fewestToCall,
        ),
      ]
    : [];
}

/** In one sentence what the distilled vectors are better than, worse than, and not shown to differ from. */
export function outcome(comparisons: readonly Comparison[]): Sentence {
  const named = (finding: Finding): string =>
    comparisons.flatMap((one) => (one.finding === finding ? one.rival : [])).join(', ');
  if (comparisons.every(({ finding }) => finding === 'noDifferenceShown'))
    return sentence('No difference shown between the distilled vectors and any of the others.');
  const [better, worse, neither] = [named('better'), named('worse'), named('noDifferenceShown')];
  const parts = [
    ...(better === '' ? [] : [sentence('better than {0}', better)]),
    ...(worse === '' ? [] : [sentence('worse than {0}', worse)]),
    ...(neither === '' ? [] : [sentence('no difference shown from {0}', neither)]),
  ];
  const [first = '', second, third] = parts;
  if (third && second) return sentence('Distilled: {0}; {1}; {2}.', first, second, third);
  return second ? sentence('Distilled: {0}; {1}.', first, second) : sentence('Distilled: {0}.', first);
}

function setting({ seeds, repeated, split }: Challenge): Sentence {
  const [first] = seeds;
  const drawn = seeds.map(({ seed }) => seed).join(', ');
  const read = `${Math.min(...seeds.map(({ demonstrations }) => demonstrations))}`;
  const queries = first?.queries.length ?? 0;
  if (split) {
    return sentence(
      '{0} demonstrations read and {1} other rows of the same file asked, drawn anew for each of the seeds {2}.',
      read,
      queries,
      drawn,
    );
  }
  return sentence(
    '{0} demonstrations read, in an order that each of the seeds {1} draws, and {2} labelled queries, of which {3} have an input that is among the demonstrations.',
    read,
    drawn,
    queries,
    repeated,
  );
}

type Say = (text: Sentence) => string;

/** What each arm puts in front of a query. */
const CONTENTS: Readonly<Record<ChallengeArm, Sentence>> = {
  'zero-shot': sentence('nothing'),
  'full ICL': sentence('all demonstrations that fit'),
  'fewer shots': sentence('the first whole demonstrations that fit into the budget'),
  'random shots': sentence('whole demonstrations drawn at random'),
  'nearest shots': sentence('the whole demonstrations most like the query'),
  'mean embeddings': sentence('means of the demonstrations’ token embeddings'),
  'random vectors': sentence('noise with the mean and spread of the distilled vectors'),
  'compressed text': sentence('the demonstrations’ tokens that the target LM expects least'),
  distilled: sentence('the distilled vectors'),
};

function armTable({ arms }: ChallengeFigures, say: Say): readonly string[] {
  const heads = [
    sentence('arm'),
    sentence('in front of the query'),
    sentence('accuracy'),
    sentence('worst seed'),
    sentence('macro-F1'),
    sentence('worst seed'),
    sentence('tokens'),
  ];
  const rows = challengeArms.map((arm) => {
    const { accuracy, macroF1, prefixTokens } = arms[arm];
    return [arm, say(CONTENTS[arm]), ...both(accuracy), ...both(macroF1), prefixTokens.toFixed(0)];
  });
  return table([heads.map(say), ...rows], 2);
}

const both = ({ mean, worst }: OverSeeds): readonly string[] => [percent(mean), percent(worst)];

const FINDINGS: Readonly<Record<Finding, Sentence>> = {
  better: sentence('**better**'),
  worse: sentence('**worse**'),
  noDifferenceShown: sentence('no difference shown'),
};

function comparisonTable(comparisons: readonly Comparison[], say: Say): readonly string[] {
  const heads = [
    sentence('beside'),
    sentence('distilled is'),
    sentence('points ahead'),
    sentence('only distilled right'),
    sentence('only the other right'),
    sentence('p, McNemar'),
    sentence('p, bootstrap'),
  ];
  const rows = comparisons.map((one) => [
    one.rival,
    say(FINDINGS[one.finding]),
    `${signed(one.difference)} (${signed(one.low)} to ${signed(one.high)})`,
    String(one.onlyDistilledRight),
    String(one.onlyRivalRight),
    probability(one.mcnemar),
    probability(one.bootstrap),
  ]);
  return table([heads.map(say), ...rows], 2);
}

const percent = (share: number): string => (100 * share).toFixed(1);
const probability = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));
function signed(share: number): string {
  const points = percent(Math.abs(share));
  return points === '0.0' ? points : `${share < 0 ? '−' : '+'}${points}`;
}

/** @param left how many columns, the first ones, hold words */
function table([heads = [], ...rows]: readonly (readonly string[])[], left: number): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index < left ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)];
}
