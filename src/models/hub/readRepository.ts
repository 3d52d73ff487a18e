import { listFiles, modelInfo } from '@huggingface/hub';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { hostOf, type Subject } from './hubFailure';

/** What a repository holds at one commit. */
export interface HubRepository {
  /** As the hub calls it now: a repository may have been renamed. */
  readonly name: string;
  /** 40 hexadecimal digits: names the contents for good, whatever happens to the branch. */
  readonly commit: string;
  /** The identifier in its model card, such as `mit`. */
  readonly licence: string | undefined;
  /** What its model card says that it was made from. */
  readonly baseModel: string | undefined;
  readonly files: ReadonlyMap<string, HubFile>;
}

export interface HubFile {
  readonly bytes: number;
  /** Of large files. */
  readonly sha256: string | undefined;
  /** Of small files: git's hash of the contents. */
  readonly gitHash: string | undefined;
}

/** A repository with more files is no model. */
const mostFiles = 20_000;

/**
 * Reads what a repository holds, over the hub's API.
 * @param fetch of `hubFetch` for the same subject, so that failures are sentences already
 * @throws UserError `network`
 */
export async function readRepository(
  subject: Subject,
  fetch: typeof globalThis.fetch,
): Promise<HubRepository> {
  const { access, repository } = subject;
  const hub = { hubUrl: access.endpoint, fetch };
  try {
    const { name, sha, cardData } = await modelInfo({
      name: repository.name,
      // The library's own default is the branch that the hub calls HEAD.
      ...(repository.revision !== undefined && { revision: repository.revision }),
      additionalFields: ['sha', 'cardData'],
      ...hub,
    });
    if (typeof name !== 'string' || typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha))
      throw new Error('it names no repository or commit');
    const files = new Map<string, HubFile>();
    for await (const entry of listFiles({
      repo: { type: 'model', name },
      revision: sha,
      recursive: true,
      ...hub,
    })) {
      if (entry.type !== 'file') continue;
      files.set(entry.path, { bytes: entry.size, sha256: entry.lfs?.oid, gitHash: entry.oid });
      if (files.size > mostFiles) throw new Error('it lists too many files');
    }
    const card: CardData = cardData ?? {};
    return { name, commit: sha, licence: licenceOf(card), baseModel: first(card.base_model), files };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const host = hostOf(access);
    const message = sentence(
      '{0} does not answer as a hub does: check HF_ENDPOINT, and whether a proxy answers in its place.',
      host,
    );
    throw new UserError('network', message, { cause: error });
  }
}

/** The YAML head of a model card: nobody checks what is in it. */
interface CardData {
  readonly license?: unknown;
  readonly license_name?: unknown;
  readonly base_model?: unknown;
}

function licenceOf({ license, license_name }: CardData): string | undefined {
  const licence = first(license);
  return licence === 'other' && typeof license_name === 'string' ? license_name : licence;
}

/** A string, or the first of a list of them. */
function first(value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : undefined;
}
