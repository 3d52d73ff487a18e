import { basename } from 'node:path';
import type { Draft } from '../editor/sessionParts';
import type { SessionVectors } from '../editor/sessionState';
import { provenance } from '../panel/provenance';
import { inWords, type Translate } from '../shared/sentence';
import { compareVectors, type VectorComparison } from '../vectors';
import { findings } from './findings';
import type { AnswerPair, Busy, ComparedFile, ComparisonState, ProvenancePair } from './protocol';

/** What is known of two files that are compared. */
export interface KnownPair {
  readonly problem: string | undefined;
  readonly files: readonly [SessionVectors, SessionVectors] | undefined;
  readonly askable: boolean;
  /** Sentences besides those about the files' contents. */
  readonly notes: readonly string[];
  readonly answers: readonly AnswerPair[] | undefined;
  readonly draft: Draft;
  readonly busy: Busy | undefined;
  readonly error: string | undefined;
}

/** What the comparison shows. @param translate default: English */
export function comparisonState(known: KnownPair, translate?: Translate): ComparisonState {
  const { problem, files, askable, notes, answers, draft, busy, error } = known;
  return {
    kind: 'comparison',
    askable,
    draft,
    findings: [],
    provenance: [],
    ...(problem !== undefined && { problem }),
    ...(files && compared(files, notes, translate)),
    ...(answers && { answers }),
    ...(busy && { busy }),
    ...(error !== undefined && { error }),
  };
}

function compared(
  files: readonly [SessionVectors, SessionVectors],
  notes: readonly string[],
  translate: Translate | undefined,
): Partial<ComparisonState> & Pick<ComparisonState, 'findings' | 'provenance'> {
  const [first, second] = files.map(({ contents }) => contents) as [
    SessionVectors['contents'],
    SessionVectors['contents'],
  ];
  const comparison = comparisonOf(files);
  return {
    files: [shortOf(files[0]), shortOf(files[1])],
    findings: [
      ...findings(first, second, comparison).map((finding) => inWords(finding, translate)),
      ...notes,
    ],
    provenance: pairProvenance(provenance(first.metadata, translate), provenance(second.metadata, translate)),
    ...(comparison && {
      similarity: comparison.similarity,
      matching: comparison.matching.map((cosine, index) => ({
        cosine,
        norms: [comparison.norms[0][index] ?? 0, comparison.norms[1][index] ?? 0] as const,
      })),
    }),
  };
}

function shortOf({ path, contents, bytes }: SessionVectors): ComparedFile {
  return { file: path, name: basename(path), count: contents.count, width: contents.width, bytes };
}

/** The lines of both files in the first one's order, then those that the second alone has. */
export function pairProvenance(
  first: readonly (readonly [string, string])[],
  second: readonly (readonly [string, string])[],
): readonly ProvenancePair[] {
  const [one, other] = [new Map(first), new Map(second)];
  return [...new Set([...one.keys(), ...other.keys()])].map((name) => {
    const values = [one.get(name), other.get(name)] as const;
    return { name, values, same: values[0] === values[1] };
  });
}

/** Computed once for each reading of the two files: the state is told with every change. */
const comparisons = new WeakMap<object, VectorComparison>();

function comparisonOf(files: readonly [SessionVectors, SessionVectors]): VectorComparison | undefined {
  const comparison = comparisons.get(files) ?? compareVectors(files[0].contents, files[1].contents);
  if (comparison) comparisons.set(files, comparison);
  return comparison;
}
