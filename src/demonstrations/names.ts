/**
 * Field names people give to what goes in, best first. They settle which of several columns or fields is meant; any other name works too where
 * the structure is plain.
 */
const INPUT_NAMES = words(
  'input inputs text question q source src prompt sentence review tweet query x document article passage context premise sentence1 utterance',
  'comment post message headline title problem word phrase request instruction user human student content body statement claim english',
);

/** The same for what comes out. */
const OUTPUT_NAMES = words(
  'output outputs label labels answer a target tgt completion response gold expected y sentiment class category result reply assistant',
  'solution translation summary verdict stance intent emotion topic tag prediction correction rewrite paraphrase entailment polarity rating ai bot',
  'expected ideal expected_output expected_answer ground_truth correct_answer reference',
);

function words(...lines: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    lines
      .join(' ')
      .split(' ')
      .map((name, rank) => [name.replaceAll('_', ' '), rank]),
  );
}

/** One spelling for a field name: lower case, without numbering (`Input 3`, `Q1`, `#2`, `Example (4)`) and with single spaces. */
export function normalName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[_\s-]+/g, ' ')
    .trim();
  const bare = plain.replace(/[\s#(]*\d+\)?$/, '').trim();
  return bare === '' ? plain : bare;
}

/** Whether the (normal) name usually names an input. */
export const isInputName = (name: string): boolean => INPUT_NAMES.has(name);

/** Whether the (normal) name usually names an output. */
export const isOutputName = (name: string): boolean => OUTPUT_NAMES.has(name);

/** Names that mean the input or the output of a task wherever they stand together; others, such as title and category, need a context. */
const PLAIN_INPUTS = new Set('input inputs question q prompt instruction query utterance'.split(' '));
const TEXT_INPUTS = new Set(
  'text sentence review tweet premise passage article document headline'.split(' '),
);
const PLAIN_OUTPUTS = words(
  'output outputs answer a completion response expected expected_output expected_answer ideal gold ground_truth correct_answer label labels',
  'sentiment intent summary translation',
);

/**
 * Whether two of the names can only be an example's input and output.
 * @param inData among data; program text has texts with labels that are parts of a user interface
 */
export function isPlainPair(input: string, output: string, inData: boolean): boolean {
  const [from, to] = [normalName(input), normalName(output)];
  return PLAIN_OUTPUTS.has(to) && (PLAIN_INPUTS.has(from) || (inData && TEXT_INPUTS.has(from)));
}

/** `fewShotExamples`, `SENTIMENT_DEMOS`, `shots`: what holds examples and nothing else. */
const EXAMPLES = /(?:^|\s)(?:examples?|shots?|demos?|demonstrations?)$/;
/** What holds labelled data as a rule. */
const DATA =
  /(?:^|\s)(?:samples?|tests?|test ?data|test ?cases|cases|train|training|train ?set|data ?set|data|rows|instances|queries|pairs)$/;

/** What the name of a list says about its items. */
export function holds(name: string | undefined): 'examples' | 'data' | undefined {
  const spaced = normalName((name ?? '').replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
  if (EXAMPLES.test(spaced)) return 'examples';
  return DATA.test(spaced) ? 'data' : undefined;
}

/**
 * Picks the input and the output among column names or object keys, as indices: the best known names, or for exactly two columns with
 * `allowAny` the two in order. Undefined if there is no telling.
 */
export function choosePair(
  names: readonly string[],
  allowAny: boolean,
): readonly [number, number] | undefined {
  const lower = names.map(lowerName);
  const input = best(lower, INPUT_NAMES);
  const output = best(lower, OUTPUT_NAMES);
  if (input !== undefined && output !== undefined) return [input, output];
  return allowAny && names.length === 2 ? [0, 1] : undefined;
}

/** Picks the input alone: the best known name, or the only one. */
export function chooseInput(names: readonly string[]): number | undefined {
  return best(names.map(lowerName), INPUT_NAMES) ?? (names.length === 1 ? 0 : undefined);
}

function lowerName(name: string): string {
  return name.toLowerCase().replace(/[_-]+/g, ' ').trim();
}

function best(names: readonly string[], ranks: ReadonlyMap<string, number>): number | undefined {
  let found: number | undefined;
  let lowest = Infinity;
  names.forEach((name, index) => {
    const rank = ranks.get(name);
    if (rank !== undefined && rank < lowest) [found, lowest] = [index, rank];
  });
  return found;
}
