interface TokenizerJson {
  readonly added_tokens?: readonly { readonly id: number; readonly special?: boolean }[];
}

/** Ids of the tokens that stand for no text, of a `tokenizer.json` that a tokenizer could be made of. */
export function specialTokens(json: TokenizerJson): ReadonlySet<number> {
  return new Set((json.added_tokens ?? []).filter(({ special }) => special).map(({ id }) => id));
}
