import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';

/** A repository on a hub. */
export interface RepositoryName {
  /** `name` or `owner/name`. */
  readonly name: string;
  /** A branch, a tag or a commit; undefined is the main branch. */
  readonly revision: string | undefined;
}

const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';
const pattern = new RegExp(`^(${part}(?:/${part})?)(?:@([^\\s@]{1,200}))?$`);

/**
 * What a user writes for a repository: `owner/name`, `owner/name@revision`, or its address in a browser (`https://…/owner/name/tree/revision`).
 * @throws UserError `badInput`
 */
export function parseRepositoryName(text: string): RepositoryName {
  const trimmed = text.trim();
  const match = pattern.exec(/^https?:\/\//.test(trimmed) ? fromAddress(trimmed) : trimmed);
  const [, name, revision] = match ?? [];
  // Two dots in a row would lead out of the address that the name becomes a part of.
  if (name === undefined || name.includes('..') || revision?.includes('..') === true) {
    throw new UserError(
      'badInput',
      sentence(
        '{0} is not the name of a repository on the hub: write it as owner/name, such as openai-community/gpt2.',
        JSON.stringify(trimmed),
      ),
    );
  }
  return { name, revision };
}

/** The name in a browser's address, whichever page of the repository it is; the host is left to `HF_ENDPOINT`. */
function fromAddress(address: string): string {
  if (!URL.canParse(address)) return '';
  const [owner, name, page, ...rest] = new URL(address).pathname.split('/').filter((one) => one !== '');
  if (owner === undefined) return '';
  const repository = name === undefined ? owner : `${owner}/${name}`;
  const revision = page === 'tree' || page === 'commit' ? decode(rest.join('/')) : '';
  return revision === '' ? repository : `${repository}@${revision}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '@'; // No revision has this name.
  }
}
