import { discardIncomplete } from '../../models/disk/discardIncomplete';
import { diskUse } from '../../models/disk/diskUse';
import { findModels } from '../../models/findModels';
import { formatBytes } from '../../shared/formatBytes';
import { table } from '../table';
import { type Action, noMore } from './action';

/** `mend models disk`: what models take on the disk, and what is left of attempts to add some. */
export const disk: Action = {
  options: ['discard'],
  async run(args, { surroundings }) {
    noMore(args, 0);
    const { adding, modelFolders } = surroundings;
    if (args.values['discard'] === true) {
      const { incomplete } = await diskUse([], [adding.store]);
      for (const { folder } of incomplete) await discardIncomplete(folder);
    }
    const { models, incomplete, total, free } = await diskUse(await findModels(modelFolders), [adding.store]);
    const rows = [
      ...models.map(({ folder, manifest, bytes }) => [manifest?.id ?? 'damaged', formatBytes(bytes), folder]),
      ...incomplete.map(({ folder, name, bytes }) => [`${name}, incomplete`, formatBytes(bytes), folder]),
      ['all', formatBytes(total), ''],
      ['free', free === undefined ? 'unknown' : formatBytes(free), adding.store],
    ];
    const json = {
      models: models.map(({ folder, manifest, bytes }) => ({
        ...(manifest && { id: manifest.id }),
        folder,
        bytes,
      })),
      incomplete,
      total,
      ...(free !== undefined && { free }),
    };
    return { json, text: table(rows) };
  },
};
