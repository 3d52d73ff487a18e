import { inWords, sentence, type Translate } from '../shared/sentence';
import type { MeasuredOn } from './methods';

/** What figures were measured on and when, as lines of a report. */
export function measuredOn(
  { model, dtype, provider, machine }: MeasuredOn,
  translate?: Translate,
  date = new Date(),
): readonly (readonly [string, string])[] {
  return [
    [
      inWords(sentence('model'), translate),
      inWords(sentence('{0}, {1}, on {2}', model, dtype, provider), translate),
    ],
    [inWords(sentence('machine'), translate), machine],
    [inWords(sentence('date'), translate), date.toISOString().slice(0, 10)],
  ];
}
