import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** Full ICL without any cache: the demonstrations are read again for every query. */
export function fullIcl({ model, tokens, query }: Setting): Arm {
  return {
    name: 'full ICL',
    run: async (round) => {
      const { ids, options } = query(round);
      await model.target.score(await model.target.prefillTokens(tokens), ids, options);
      return undefined;
    },
  };
}
