import type { Query, QueryAnswers } from '../engine/methods';

/** Several states of a block: going back to an earlier one costs nothing. */
const MOST_SUBJECTS = 4;
/** 10,000 queries and as many that were changed. */
const MOST_ANSWERS = 20_000;

/** Answers by what was asked: the same demonstrations, vectors and model (the subject, by its key), and the same query. */
export class AnswerCache {
  /** In order of last use, oldest first. */
  readonly #subjects = new Map<string, Map<string, QueryAnswers>>();

  get(subject: string, query: Query): QueryAnswers | undefined {
    const known = this.#subjects.get(subject);
    if (known) this.#touch(subject, known);
    return known?.get(keyOf(query));
  }

  set(subject: string, query: Query, answers: QueryAnswers): void {
    const known = this.#subjects.get(subject) ?? new Map<string, QueryAnswers>();
    this.#touch(subject, known);
    dropOldest(this.#subjects, MOST_SUBJECTS);
    known.set(keyOf(query), answers);
    dropOldest(known, MOST_ANSWERS);
  }

  #touch(subject: string, known: Map<string, QueryAnswers>): void {
    this.#subjects.delete(subject);
    this.#subjects.set(subject, known);
  }
}

const keyOf = ({ input, options }: Query): string => JSON.stringify([input, options]);

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
