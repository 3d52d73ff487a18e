import { type Command, UsageError } from '../command';
import type { Action } from './action';
import { add } from './add';
import { disk } from './disk';
import { known } from './known';
import { list, verify } from './listAndVerify';
import { remove } from './remove';

const ACTIONS: Readonly<Record<string, Action>> = { list, verify, known, add, remove, disk };

/** `mend models`: the models there are, and those that may come. */
export const models: Command = {
  usage:
    'models list|verify|known | add SOURCE [--to FOLDER] [--yes] | remove ID [--yes] | disk [--discard] [--json]',
  summary:
    'list the models there are, check every byte of them, say what can be had; add one from the hub, a folder or an archive; remove one; say what they take on the disk',
  options: { to: { type: 'string' }, yes: { type: 'boolean' }, discard: { type: 'boolean' } },
  async run({ positionals, values }, tools) {
    const [name, ...rest] = positionals;
    const names = Object.keys(ACTIONS).join(', ');
    if (name === undefined) throw new UsageError(`one of ${names} is missing`);
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) throw new UsageError(`it is one of ${names}, not ${JSON.stringify(name)}`);
    const stray = Object.keys(models.options).find(
      (option) => values[option] !== undefined && !action.options.includes(option),
    );
    if (stray !== undefined) throw new UsageError(`${name} takes no --${stray}`);
    return action.run({ positionals: rest, values }, tools);
  },
};
