import { networkUse } from '../engine/networkWatch';
import { inWordsAll, selfTestLines } from '../engine/selfTest/report';
import { selfTest } from '../engine/selfTest/selfTest';
import { type Command, UsageError } from './command';
import { chooseModel } from './modelChoice';

/** `mend self-test`: the whole path on the embedded model. */
export const selfTestCommand: Command = {
  usage: 'self-test [--json]',
  summary: 'compress a built-in example, answer with the vectors, and check that no connection is opened',
  options: {},
  async run(args, { surroundings, engine, progress }) {
    const [extra] = args.positionals;
    if (extra !== undefined) throw new UsageError(`there is no argument ${JSON.stringify(extra)}`);
    const model = await chooseModel(undefined, surroundings);
    // The engine is in this process: what loading it begins is to be counted too.
    await networkUse();
    const result = await selfTest(await engine(), model, { signal: surroundings.signal, progress });
    const json = inWordsAll(result);
    const failed = json.steps.find(({ ok }) => !ok);
    return {
      json,
      text: selfTestLines(result).join('\n'),
      ...(failed && { problem: `The self-test failed at “${failed.claim}”: ${failed.detail}` }),
    };
  },
};
