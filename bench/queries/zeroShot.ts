import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** No prefix at all: the floor under every other arm. */
export function zeroShot({ model, query }: Setting): Arm {
  return {
    name: 'zero-shot',
    run: async (round) => {
      const { ids, options } = query(round);
      await model.target.score(model.target.empty, ids, options);
      return undefined;
    },
  };
}
