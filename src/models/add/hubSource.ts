import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { downloadFile } from '../hub/downloadFile';
import type { HubAccess } from '../hub/hubAccess';
import { hostOf } from '../hub/hubFailure';
import { hubFetch, type Patience } from '../hub/hubFetch';
import { readRange } from '../hub/readRange';
import { type HubFile, readRepository } from '../hub/readRepository';
import type { RepositoryName } from '../hub/repositoryName';
import { type ModelSource, smallFile } from './modelSource';
import { makeFolder } from './staging';

/**
 * A repository on the hub, at the commit that its branch or tag is at now.
 * @param patience of looking at it; fetching has a signal of its own
 * @throws UserError `network` or `cancelled`
 */
export async function openHub(
  access: HubAccess,
  repository: RepositoryName,
  patience: Patience,
): Promise<ModelSource> {
  const subject = { access, repository };
  const fetch = hubFetch(subject, patience);
  const { name, commit, licence, baseModel, files } = await readRepository(subject, fetch);
  const label = `${name} (${commit.slice(0, 8)}) on ${hostOf(access)}`;
  const url = (path: string): string =>
    `${access.endpoint}/${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const part = (path: string, start: number, length: number): Promise<Uint8Array> =>
    readRange(url(path), path, { start, length }, { ...patience, fetch });
  return {
    label,
    reference: name,
    staging: `${name.replace('/', '--')}@${commit}`,
    resumes: true,
    folder: undefined,
    licence,
    baseModel,
    names: [...files.keys()],
    find: (path) => Promise.resolve(files.get(path)),
    async read(path) {
      const file = files.get(path);
      if (!file || file.bytes > smallFile)
        throw new UserError(
          'badModel',
          sentence('{0} of {1} is no small file: the repository is at fault.', path, label),
        );
      const bytes = file.bytes === 0 ? new Uint8Array() : await part(path, 0, file.bytes);
      if (!isRight(bytes, file)) {
        const message = sentence(
          '{0} of {1} came with other bytes than the hub lists: try again.',
          path,
          label,
        );
        throw new UserError('network', message);
      }
      return bytes;
    },
    readRange: part,
    async fetch(wanted, folder, context) {
      const now = { ...patience, ...context };
      const options = { ...now, fetch: hubFetch(subject, now) };
      for (const file of wanted) {
        context.onFile(file.path);
        const target = join(folder, file.path);
        await makeFolder(dirname(target));
        await downloadFile(url(file.path), target, file, options);
      }
    },
  };
}

/** Whether bytes are those of the file, by the hash that the hub gives: SHA-256 of a large one, git's own of a small one. */
function isRight(bytes: Uint8Array, { sha256, gitHash }: HubFile): boolean {
  if (sha256 !== undefined) return createHash('sha256').update(bytes).digest('hex') === sha256;
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === gitHash;
}
