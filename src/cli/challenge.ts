import { resolve } from 'node:path';
import { challengeDocuments, saveChallenge } from '../engine/challengeFiles';
import type { LabelledQuery } from '../engine/methods';
import { type Command, onlyPositional, optional } from './command';

import { readText } from './files';
import { chooseModel } from './modelChoice';
import { vectorCount } from './numbers';

/** `mend challenge`: the vectors against whatever else has room in as many tokens, with tests that say what is chance. */
export const challengeCommand: Command = {
  usage: 'challenge FILE [--queries FILE] [-o REPORT.md] [--model ID] [--vectors N] [--json]',
  summary:
    'answer labelled queries (by default half of the demonstrations in FILE) with the vectors and with their rivals of the same budget, under 5 seeds',
  options: {
    queries: { type: 'string' },
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
    vectors: { type: 'string' },
  },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const vectors = vectorCount(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const queries = await readQueries(optional(args, 'queries'), cwd);
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const params = {
      model,
      demonstrations,
      ...(queries && { queries }),
      ...(vectors !== undefined && { vectors }),
    };
    const documents = challengeDocuments(await (await engine()).challenge(params, { signal, progress }));
    const output = optional(args, 'output');
    const saved = output === undefined ? undefined : await save(resolve(cwd, output), documents);
    return { json: documents.json, text: saved ?? documents.markdown.trimEnd() };
  },
};

async function readQueries(
  path: string | undefined,
  cwd: string,
): Promise<readonly LabelledQuery[] | undefined> {
  if (path === undefined) return undefined;
  const { parseQueries } = await import('../linter/reading');
  return parseQueries(await readText(path, cwd), { fileName: path });
}

async function save(path: string, documents: Parameters<typeof saveChallenge>[1]): Promise<string> {
  return [path, await saveChallenge(path, documents)].join('\n');
}
