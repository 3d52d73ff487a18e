import { formatBytes } from '../../shared/formatBytes';
import { inWords, sentence, type Sentence, type Translate } from '../../shared/sentence';
import { type Pays, paysBeside } from './breakEven';
import type { BreakEven } from './measure';
import { median, quantile } from './spread';
import { verdict } from './verdict';
import { type Costs, type Way, ways } from './ways';

/** The measurement as a short Markdown document that reads well as plain text too. `about`: further facts, such as the model. */
export function breakEvenReport(
  measured: BreakEven,
  about: readonly (readonly [string, string])[],
  translate?: Translate,
): string {
  const say = (text: Sentence): string => inWords(text, translate);
  const { costs, rounds } = measured;
  return [
    `# ${say(sentence('MEND: Break-even'))}`,
    '',
    `**${say(verdict(costs))}**`,
    '',
    ...costTable(costs, say),
    '',
    say(
      sentence(
        'Milliseconds: the median of {0} rounds, in which the ways took turns, and in brackets where the middle half of the rounds lies.',
        rounds,
      ),
    ),
    '',
    ...comparisonTable(costs, say),
    '',
    ...MEANINGS.map((meaning) => `- ${say(meaning)}`),
    `- ${say(queriesMeant(measured))}`,
    '',
    ...about.map(([name, value]) => `- ${name}: ${value}`),
    '',
    say(
      sentence(
        'This is cost alone. Full ICL and exact KV give the same answers; what the vectors lose, MEND: Run Equal-Budget Challenge measures.',
      ),
    ),
    '',
  ].join('\n');
}

/** What the ways are called as heads of rows. */
export const wayNames: Readonly<Record<Way, Sentence>> = {
  zeroShot: sentence('zero-shot'),
  fullIcl: sentence('full ICL'),
  exactKv: sentence('exact KV'),
  distilled: sentence('distilled'),
};

type Say = (text: Sentence) => string;

function costTable(costs: Costs, say: Say): readonly string[] {
  const heads = [
    sentence('way'),
    sentence('first answer, cold'),
    sentence('one more answer, warm'),
    sentence('after an edit'),
    sentence('kept in memory'),
    sentence('tokens in front'),
  ];
  const rows = ways.map((way) => {
    const { first, answer, edit, keptBytes, prefixTokens } = costs[way];
    const times = [first, answer, edit].map(spread);
    return [say(wayNames[way]), ...times, formatBytes(keptBytes), String(prefixTokens)];
  });
  return table([heads.map(say), ...rows]);
}

const COMPARED: readonly (readonly [Way, Way])[] = [
  ['exactKv', 'fullIcl'],
  ['distilled', 'fullIcl'],
  ['distilled', 'exactKv'],
];

function comparisonTable(costs: Costs, say: Say): readonly string[] {
  const heads = [sentence('way'), sentence('costs less than'), sentence('at how many queries between edits')];
  const rows = COMPARED.map(([first, second]) => [
    say(wayNames[first]),
    say(wayNames[second]),
    say(when(paysBeside(costs, first, second))),
  ]);
  return table([heads.map(say), ...rows]);
}

function when(pays: Pays): Sentence {
  switch (pays.kind) {
    case 'from':
      return sentence('from {0} on', pays.queries);
    case 'upTo':
      return sentence('up to {0}', pays.queries);
    case 'never':
      return sentence('not shown at any number');
  }
}

const MEANINGS: readonly Sentence[] = [
  sentence(
    'Cold: from the text of the demonstrations to the first answer, the distiller included; the model is loaded.',
  ),
  sentence(
    'Warm: a further query over what is kept. Full ICL keeps nothing and reads all demonstrations with every query.',
  ),
  sentence(
    'After an edit: what must be done before the next query. The demonstration in the middle is edited, and what stands in front of it is not read again where the model reads from left to right and runs on the CPU.',
  ),
  sentence(
    'On the safe side: what speaks for a way counts where a sign test over the rounds shows it (p < .05), what speaks against it always.',
  ),
];

function queriesMeant({ queryTokens, options }: BreakEven): Sentence {
  return options > 0
    ? sentence('A query has {0} tokens (the median) and up to {1} options, all scored.', queryTokens, options)
    : sentence(
        'A query has {0} tokens (the median); the demonstrations name no options, so an answer is measured up to its first token.',
        queryTokens,
      );
}

const spread = (values: readonly number[]): string =>
  `${digits(median(values))} (${digits(quantile(values, 0.25))}–${digits(quantile(values, 0.75))})`;

/** Three digits, no more than two of them decimals. */
const digits = (value: number): string => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);

function table([heads = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)];
}
