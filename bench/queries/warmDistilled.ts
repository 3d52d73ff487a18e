import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** A further query over the keys and values of the distilled vectors, which were read before. */
export function warmDistilled({ model, distilled, query }: Setting): Arm {
  return {
    name: 'distilled, cached KV',
    run: async (round) => {
      const { ids, options } = query(round);
      await model.target.score(distilled, ids, options);
      return undefined;
    },
  };
}
