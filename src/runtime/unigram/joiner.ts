import { marksOf, type Part, partsOf, replacing, unknownPart } from './parts';

type Join = (tokens: readonly string[]) => string[];

const BYTE_PIECE = /^<0x([0-9a-f]{2})>$/i;

function unmarked(part: Part): Join {
  const { mark, prepend } = marksOf(part);
  return (tokens) =>
    tokens.map((token, index) => token.replaceAll(mark, index === 0 && prepend !== 'never' ? '' : ' '));
}

/** Byte pieces that follow each other become the text that they encode, or a mark of replacement each where they encode none. */
function joinBytes(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes: number[] = [];
  const flush = (): void => {
    try {
      texts.push(decoder.decode(Uint8Array.from(bytes)));
    } catch {
      texts.push('\ufffd'.repeat(bytes.length));
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = BYTE_PIECE.exec(token)?.[1];
    if (byte !== undefined) {
      bytes.push(parseInt(byte, 16));
      continue;
    }
    if (bytes.length > 0) flush();
    texts.push(token);
  }
  if (bytes.length > 0) flush();
  return texts;
}

function joining(part: Part): Join {
  switch (part.type) {
    case 'Metaspace':
      return unmarked(part);
    case 'ByteFallback':
      return joinBytes;
    case 'Replace': {
      const replace = replacing(part);
      return (tokens) => tokens.map(replace);
    }
    case 'Fuse':
      return (tokens) => [tokens.join('')];
    default:
      throw unknownPart(part);
  }
}

/** Tokens to text, with spaces between them where the tokenizer does not say how. */
export function joinerOf(value: unknown): (tokens: readonly string[]) => string {
  if (value === null || value === undefined) return (tokens) => tokens.join(' ');
  const steps = partsOf(value).map(joining);
  return (tokens) => steps.reduce<readonly string[]>((texts, step) => step(texts), tokens).join('');
}
