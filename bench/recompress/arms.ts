import type { Demonstration } from '../../src/demonstrations';
import { fit } from '../../src/engine/operations/demonstrations';
import { tokensOf } from '../../src/mend/budget';
import { distil } from '../../src/mend/distil';
import { readBehind } from '../../src/mend/readBehind';
import { Readings } from '../../src/mend/readings';
import type { Arm } from '../harness/alternate';
import type { Setting } from '../queries/setting';

/** An edit: which demonstration it changes. */
export interface Change {
  readonly name: string;
  readonly place: number;
}

/** @param used demonstrations within the budget */
export function changes(used: number): readonly Change[] {
  return [
    { name: 'last changed', place: used - 1 },
    { name: 'middle changed', place: Math.floor(used / 2) },
    { name: 'first changed', place: 0 },
  ];
}

/** Distils behind what was read of the demonstrations before the change, which is not timed; `whole`: name of the arm that has read nothing. */
export function redistil(setting: Setting, all: readonly Change[], whole: string): readonly Arm[] {
  const { model, demonstrations } = setting;
  const make = async (read: readonly Demonstration[], readings?: Readings): Promise<undefined> => {
    await distil(model.distiller, fit(model, read).kept, undefined, undefined, readings);
  };
  const again = ({ name, place }: Change): Arm => {
    let readings = new Readings();
    return {
      name,
      prepare: () => {
        readings = new Readings();
        return make(demonstrations, readings);
      },
      run: () => make(changed(demonstrations, place), readings),
    };
  };
  return [...all.map(again), { name: whole, run: () => make(changed(demonstrations, 0)) }];
}

/** The same of the target LM, which reads all demonstrations for full ICL and for the fidelity of the vectors. */
export function read(setting: Setting, all: readonly Change[], whole: string): readonly Arm[] {
  const { model, demonstrations, tokens, exact } = setting;
  const idsOf = (place: number) => tokensOf(fit(model, changed(demonstrations, place)));
  const again = ({ name, place }: Change): Arm => ({
    name,
    run: async () => {
      await readBehind(model.target, idsOf(place), [{ ids: tokens, prefix: exact }]);
      return undefined;
    },
  });
  const anew = async (): Promise<undefined> => {
    await model.target.prefillTokens(idsOf(0));
  };
  return [...all.map(again), { name: whole, run: anew }];
}

/** The demonstrations with another word at the beginning of one. */
function changed(all: readonly Demonstration[], place: number): readonly Demonstration[] {
  return all.map((one, at) => (at === place ? { ...one, input: `Now ${one.input}` } : one));
}
