import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** Full ICL without any cache: demonstrations and query are read together, the options over that. */
export function fullIcl({ model, tokens, query }: Setting): Arm {
  return {
    name: 'full ICL',
    run: async (round) => {
      const { ids, options } = query(round);
      await model.target.score(model.target.empty, [...tokens, ...ids], options);
      return undefined;
    },
  };
}
