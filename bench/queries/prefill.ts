import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** The target LM reads the full demonstrations once: what exact mode pays before its first query. */
export function prefill({ model, tokens }: Setting): Arm {
  return {
    name: 'full-ICL prefill',
    run: async () => {
      await model.target.prefillTokens(tokens);
      return undefined;
    },
  };
}
