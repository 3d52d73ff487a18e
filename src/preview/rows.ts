import type { PlacedQuery } from '../demonstrations';
import type { AnsweredQueries, Arm, QueryAnswers } from '../engine/methods';
import { arms } from '../mend/answerQueries';
import { trimText } from '../shared/trimText';
import type { RowView } from './protocol';

/** A query with its answers, as far as they are known. */
export interface PreviewRow {
  readonly query: PlacedQuery;
  readonly answers?: QueryAnswers;
}

/** Nobody reads more in a row; the export has all of it. */
const MOST_CHARACTERS = 400;

export function rowView({ query: { input, output }, answers }: PreviewRow): RowView {
  return {
    input: clip(input),
    ...(output !== undefined && { expected: clip(trimText(output)) }),
    ...(answers && { answers }),
  };
}

/** The answered rows as the engine summarizes them; undefined where none is. */
export function answeredColumns(rows: readonly PreviewRow[]): AnsweredQueries | undefined {
  const answered = rows.flatMap(({ query, answers }) => (answers ? [{ query, answers }] : []));
  if (answered.length === 0) return undefined;
  const predictions = (arm: Arm): string[] => answered.map(({ answers }) => answers.arms[arm].prediction);
  return {
    expected: answered.map(({ query }) => (query.output === undefined ? null : trimText(query.output))),
    predictions: Object.fromEntries(arms.map((arm) => [arm, predictions(arm)])) as Record<Arm, string[]>,
    fidelity: answered.map(({ answers }) => answers.fidelity),
  };
}

function clip(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
