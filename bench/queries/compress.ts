import { fit } from '../../src/engine/operations/demonstrations';
import { distil } from '../../src/mend/distil';
import type { Arm } from '../harness/alternate';
import type { Setting } from './setting';

/** From the demonstrations' text to distilled vectors: tokenize, fit into the budget, one pass of the distiller. */
export function compress({ model, demonstrations }: Setting): Arm {
  return {
    name: 'compress',
    run: async () => {
      await distil(model.distiller, fit(model, demonstrations).kept);
      return undefined;
    },
  };
}
