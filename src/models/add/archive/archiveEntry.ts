import { UserError } from '../../../shared/errors';
import { sentence } from '../../../shared/sentence';

/** One entry of an archive, in the archive's order. */
export interface ArchiveEntry {
  /** As the archive has it, with forward slashes; `checkedPath` before use. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** After decompression, as the archive says. */
  readonly bytes: number;
  /** The contents; to be asked for, if at all, before the next entry. */
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** Reads an archive from its beginning. Throws the library's own errors where it is damaged. */
export type ReadEntries = (archive: string, signal?: AbortSignal) => AsyncGenerator<ArchiveEntry>;

/**
 * The path of an entry inside the archive. Nothing is ever written by it; that it leads out of the archive, or is a link that may, still says
 * that the archive is not what it pretends to be.
 * @throws UserError `badModel`
 */
export function checkedPath({ path, kind }: ArchiveEntry, archive: string): string {
  const inside = path.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
  const parts = inside.split('/');
  const leadsOut = /[\\:\0]/.test(inside) || parts.some((part) => part === '..' || part === '.');
  const isEmpty = inside !== '' && parts.includes('');
  if (leadsOut || isEmpty) throw refusal(archive, `${JSON.stringify(path)} is no path inside it`);
  if (kind === 'link') throw refusal(archive, `${JSON.stringify(path)} is a link`);
  if (kind === 'other') throw refusal(archive, `${JSON.stringify(path)} is neither a file nor a folder`);
  return inside;
}

function refusal(archive: string, why: string): UserError {
  return new UserError(
    'badModel',
    sentence("{0} is refused because {1}: pack the model folder's files alone.", archive, why),
  );
}
