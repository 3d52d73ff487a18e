import { type ChallengeFigures, figuresOf } from '../mend/challenge/compare';
import { challengeReport } from '../mend/challenge/report';
import type { Translate } from '../shared/sentence';
import { atomicWriteAll } from '../vectors';
import { measuredOn } from './measuredOn';
import type { ChallengeResult } from './methods';

/** A challenge as both kinds of file have it. */
export interface ChallengeDocuments {
  readonly markdown: string;
  /** The figures, and every answer under every seed. */
  readonly json: ChallengeFigures & ChallengeResult & { readonly date: string };
}

export function challengeDocuments(
  result: ChallengeResult,
  translate?: Translate,
  date = new Date(),
): ChallengeDocuments {
  const about = measuredOn(result, translate, date);
  return {
    markdown: challengeReport(result, about, translate),
    json: { date: date.toISOString(), ...figuresOf(result.seeds), ...result },
  };
}

/**
 * Saves the report and, beside it, the same as JSON: both or neither is begun.
 * @param path of the report; its ending, if it is `.md`, becomes `.json`
 * @returns the path of the JSON file
 * @throws UserError `fileSystem`
 */
export async function saveChallenge(path: string, { markdown, json }: ChallengeDocuments): Promise<string> {
  const data = `${path.replace(/\.(md|markdown)$/i, '')}.json`;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  await atomicWriteAll(
    new Map([
      [path, bytes(markdown)],
      [data, bytes(`${JSON.stringify(json, undefined, 2)}\n`)],
    ]),
  );
  return data;
}
