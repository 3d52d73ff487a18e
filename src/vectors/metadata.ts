import type { Demonstration } from '../demonstrations/types';
import type { MeasuredFidelity } from '../mend/report';
import type { Template } from '../mend/template';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/** Version of the format this code writes, and the only one it reads. */
export const FORMAT_VERSION = '1';

/** `distillerId` of vectors that no distiller made: imported from an adapter, whose hash is then in `distillerHash`. They have no demonstrations. */
export const importedDistiller = 'imported';

/** A demonstration that stayed text: its rows are the embeddings of `tokens`. They stand behind the vectors, in the order of the demonstrations. */
export interface PinnedText extends Demonstration {
  /** Among all demonstrations given, from 0. */
  readonly index: number;
  /** Token ids, as the target LM reads them. */
  readonly tokens: readonly number[];
}

/** Where the vectors come from and what they fit: see docs/vector-file.md. Counts and sizes of the vectors are those of the tensor. */
export interface VectorMetadata {
  /** Architecture of the target LM, such as `gpt2`. */
  readonly family: string;
  readonly targetId: string;
  readonly targetHash: string;
  readonly distillerId: string;
  readonly distillerHash: string;
  /** sha256 of `tokenizer.json`, hexadecimal. */
  readonly tokenizerHash: string;
  /** Of the graphs that distilled. */
  readonly dtype: string;
  readonly template: Template;
  /** The options queries are answered with; absent where answers are open. */
  readonly labels?: readonly string[];
  /** How many were given, how many the distiller read, and how many of those it read cut. */
  readonly demonstrations: number;
  readonly demonstrationsUsed: number;
  readonly demonstrationsCut: number;
  /** Tokens the target LM would have read for them. */
  readonly demonstrationTokens: number;
  /** `demonstrationHash` of each one given. */
  readonly demonstrationSha256: readonly string[];
  readonly fidelity?: MeasuredFidelity;
  /** Those that are text, by the user's choice; absent where all were distilled. */
  readonly pinned?: readonly PinnedText[];
  /** Only if the user asked for it: the file then holds what may be private. */
  readonly demonstrationsText?: readonly Demonstration[];
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly toolVersion: string;
  /** Of the weights the vectors come from. */
  readonly licence: string;
}

/** The metadata as safetensors keeps it: a string for every key. */
export function encodeMetadata(
  metadata: VectorMetadata,
  count: number,
  width: number,
): Record<string, string> {
  const text = {
    format: 'mend-vectors',
    format_version: FORMAT_VERSION,
    family: metadata.family,
    target_id: metadata.targetId,
    target_hash: metadata.targetHash,
    distiller_id: metadata.distillerId,
    distiller_hash: metadata.distillerHash,
    tokenizer_hash: metadata.tokenizerHash,
    dtype: metadata.dtype,
    template: templateJson(metadata.template),
    demonstrations: String(metadata.demonstrations),
    demonstrations_used: String(metadata.demonstrationsUsed),
    demonstrations_cut: String(metadata.demonstrationsCut),
    demonstration_tokens: String(metadata.demonstrationTokens),
    demonstration_sha256: JSON.stringify(metadata.demonstrationSha256),
    vectors: String(count),
    width: String(width),
    created: metadata.created,
    tool_version: metadata.toolVersion,
    licence: metadata.licence,
  };
  return {
    ...text,
    ...(metadata.labels && { labels: JSON.stringify(metadata.labels) }),
    ...(metadata.fidelity && { fidelity: fidelityJson(metadata.fidelity) }),
    ...(metadata.pinned && { pinned: JSON.stringify(metadata.pinned.map(ordered)) }),
    ...(metadata.demonstrationsText && { demonstrations_text: JSON.stringify(metadata.demonstrationsText) }),
  };
}

const ordered = ({ index, tokens, input, options, output }: PinnedText): object => ({
  index,
  tokens,
  input,
  ...(options && { options }),
  output,
});

/** How many of a file's rows are text, not vectors: the last ones. */
export function textRows({ pinned = [] }: Pick<VectorMetadata, 'pinned'>): number {
  return pinned.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

function fidelityJson({ kl, top1Agreement, queries, of }: MeasuredFidelity): string {
  return JSON.stringify({ kl, top1Agreement, queries, of });
}

/** The template with its keys in one order, so that equal templates are equal texts. */
export function templateJson({ inputPrefix, inputSuffix, outputPrefix, outputSuffix }: Template): string {
  return JSON.stringify({ inputPrefix, inputSuffix, outputPrefix, outputSuffix });
}

/**
 * Reads the metadata of a file with `count` vectors of `width`.
 * @throws UserError `badVectorFile` that names the key which is missing or wrong.
 */
export function decodeMetadata(
  strings: Readonly<Record<string, string>>,
  count: number,
  width: number,
  path: string,
): VectorMetadata {
  const read = new MetadataReader(strings, path);
  if (strings['format'] !== 'mend-vectors')
    throw read.error('is a safetensors file but not a vector file: choose a *.mend.safetensors file');
  if (strings['format_version'] !== FORMAT_VERSION) {
    const version = JSON.stringify(strings['format_version'] ?? 'none');
    throw read.error(
      `has the format version ${version}, and this version reads ${FORMAT_VERSION}: update the extension or distil again`,
    );
  }
  if (read.count('vectors') !== count || read.count('width') !== width) {
    throw read.error(
      `says it holds ${read.count('vectors')} vectors of width ${read.count('width')} but holds ${count} of ${width}: distil again`,
    );
  }
  const labels = read.optional('labels', isStrings);
  const fidelity = read.optional('fidelity', isFidelity);
  const pinned = read.optional('pinned', isPinned);
  if (textRows({ ...(pinned && { pinned }) }) >= count)
    throw read.error('says of all its vectors that they are text: distil again');
  const demonstrationsText = read.optional('demonstrations_text', isDemonstrations);
  return {
    family: read.text('family'),
    targetId: read.text('target_id'),
    targetHash: read.text('target_hash'),
    distillerId: read.text('distiller_id'),
    distillerHash: read.text('distiller_hash'),
    tokenizerHash: read.text('tokenizer_hash'),
    dtype: read.text('dtype'),
    template: read.json('template', isTemplate),
    demonstrations: read.count('demonstrations'),
    demonstrationsUsed: read.count('demonstrations_used'),
    demonstrationsCut: read.count('demonstrations_cut'),
    demonstrationTokens: read.count('demonstration_tokens'),
    demonstrationSha256: read.json('demonstration_sha256', isStrings),
    created: read.text('created'),
    toolVersion: read.text('tool_version'),
    licence: read.text('licence'),
    ...(labels && { labels }),
    ...(fidelity && { fidelity }),
    ...(pinned && { pinned }),
    ...(demonstrationsText && { demonstrationsText }),
  };
}

class MetadataReader {
  constructor(
    private readonly strings: Readonly<Record<string, string>>,
    private readonly path: string,
  ) {}

  error(problem: string): UserError {
    return new UserError('badVectorFile', sentence('{0} {1}.', this.path, problem));
  }

  text(key: string): string {
    const value = Object.hasOwn(this.strings, key) ? this.strings[key] : undefined;
    if (value === undefined) throw this.error(`lacks "${key}" in its metadata: distil again`);
    return value;
  }

  count(key: string): number {
    const value = this.text(key);
    if (!/^\d{1,9}$/.test(value)) throw this.bad(key);
    return Number(value);
  }

  json<T>(key: string, is: (value: unknown) => value is T): T {
    let value: unknown;
    try {
      value = JSON.parse(this.text(key));
    } catch (error) {
      throw error instanceof UserError ? error : this.bad(key);
    }
    if (!is(value)) throw this.bad(key);
    return value;
  }

  optional<T>(key: string, is: (value: unknown) => value is T): T | undefined {
    return Object.hasOwn(this.strings, key) ? this.json(key, is) : undefined;
  }

  private bad(key: string): UserError {
    return this.error(`has a "${key}" in its metadata that is not what the format says: distil again`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isTemplate = (value: unknown): value is Template =>
  isRecord(value) &&
  ['inputPrefix', 'inputSuffix', 'outputPrefix', 'outputSuffix'].every(
    (key) => typeof value[key] === 'string',
  );
const isFidelity = (value: unknown): value is MeasuredFidelity =>
  isRecord(value) &&
  ['kl', 'top1Agreement', 'queries'].every((key) => typeof value[key] === 'number') &&
  typeof value['of'] === 'string';
const isDemonstration = (item: unknown): item is Demonstration =>
  isRecord(item) &&
  typeof item['input'] === 'string' &&
  typeof item['output'] === 'string' &&
  (item['options'] === undefined || isStrings(item['options']));
const isDemonstrations = (value: unknown): value is Demonstration[] =>
  Array.isArray(value) && value.every(isDemonstration);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isPinned = (value: unknown): value is PinnedText[] =>
  Array.isArray(value) &&
  value.every(
    (item: unknown) =>
      isRecord(item) &&
      isDemonstration(item) &&
      isCount(item['index']) &&
      Array.isArray(item['tokens']) &&
      item['tokens'].length > 0 &&
      item['tokens'].every(isCount),
  );
