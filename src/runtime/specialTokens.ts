import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface TokenizerJson {
  readonly added_tokens?: readonly { readonly id: number; readonly special?: boolean }[];
}

/** Ids of the tokens in `tokenizer.json` that stand for no text. The file must be one that `loadTokenizer` accepts. */
export async function loadSpecialTokens(folder: string): Promise<ReadonlySet<number>> {
  const json = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as TokenizerJson;
  return new Set((json.added_tokens ?? []).filter(({ special }) => special).map(({ id }) => id));
}
