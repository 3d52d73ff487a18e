import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** Exact mode: a further query over the keys and values of the full demonstrations, which were read before. */
export function warmExact({ model, exact, query }: Setting): Arm {
  return {
    name: 'exact KV',
    run: async (round) => {
      const { ids, options } = query(round);
      await model.target.score(exact, ids, options);
      return undefined;
    },
  };
}
