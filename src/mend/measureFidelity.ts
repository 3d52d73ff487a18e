import { trimText } from '../shared/trimText';
import { fitQuery, type Limits } from './budget';
import { throwIfCancelled } from './cancel';
import { evenlySpaced } from './evenlySpaced';
import { fidelity, meanFidelity } from './fidelity';
import type { Fidelity, MeasuredFidelity } from './report';
import type { Prefix, TargetLM } from './targetLm';
import type { TextCodec } from './template';

/** Queries read at most: a few milliseconds each, and enough to tell faithful vectors from others. */
const MOST_QUERIES = 8;

/**
 * The mean fidelity over the demonstrations' own inputs as queries, evenly spaced among them; undefined if all inputs are empty. `done` is told
 * the share that is measured. Cancellable between runs. Rounded to 6 decimals, since more depends on the processor and on the number of threads.
 */
export async function measureFidelity(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  task: { readonly fullIcl: Prefix; readonly distilled: Prefix; readonly inputs: readonly string[] },
  done: (share: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<MeasuredFidelity | undefined> {
  const inputs = evenlySpaced(
    task.inputs.filter((input) => trimText(input) !== ''),
    MOST_QUERIES,
  );
  const prefix = Math.max(task.fullIcl.length, task.distilled.length);
  const space = { contextTokens: target.contextTokens, prefix, answer: 0 };
  const each: Fidelity[] = [];
  for (const input of inputs) {
    const query = fitQuery(codec, limits, input, space).ids;
    throwIfCancelled(signal);
    const full = await target.score(task.fullIcl, query, [], signal);
    throwIfCancelled(signal);
    const distilled = await target.score(task.distilled, query, [], signal);
    each.push(fidelity(full.next, distilled.next));
    done(each.length / inputs.length);
  }
  if (each.length === 0) return undefined;
  const { kl, top1Agreement } = meanFidelity(each);
  return {
    kl: rounded(kl),
    top1Agreement: rounded(top1Agreement),
    queries: each.length,
    of: 'demonstration inputs',
  };
}

const rounded = (value: number): number => Number(value.toFixed(6));
