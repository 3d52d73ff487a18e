import { logSumExp } from '../logits';
import type { Prefix, TargetLM } from '../targetLm';

/** Tokens scored at once: their logits are a vocabulary each. */
const STRETCH = 64;

/**
 * `-log p(token | those before)` of each token (at least one) in nats; infinite for the first, which nothing is before. An encoder-decoder
 * predicts the tokens with its decoder. As `self_information` of training/mend_training/baselines/compression.py.
 */
export async function selfInformation(
  target: TargetLM,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const information = [Infinity];
  // The first token alone is the query, whatever half of the model reads it; what follows is predicted.
  let { prefix, next } = await target.extend(target.empty, ids.slice(0, 1), signal);
  try {
    while (information.length < ids.length) {
      const stretch = ids.slice(information.length, information.length + STRETCH);
      information.push(logSumExp(next) - (next[stretch[0] ?? 0] ?? 0));
      if (stretch.length > 1) information.push(...(await laterTokens(target, prefix, stretch, signal)));
      if (information.length === ids.length) break;
      const before = prefix;
      ({ prefix, next } = await target.extend(before, stretch, signal));
      before.release?.();
    }
  } finally {
    prefix.release?.();
  }
  return information;
}

/** Of all tokens of a stretch but its first. */
async function laterTokens(
  target: TargetLM,
  prefix: Prefix,
  stretch: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const { optionLogProbs } = await target.score(prefix, stretch.slice(0, 1), [stretch.slice(1)], signal);
  return (optionLogProbs[0] ?? []).map((logProb) => -logProb);
}

/**
 * The `count` tokens with the most self-information, of equals the earlier, in the order of the text: text compressed as Selective Context
 * does (Li et al. 2023, arXiv 2310.06201), token by token. As `most_informative` of training/mend_training/baselines/compression.py.
 */
export function mostInformative(
  ids: readonly number[],
  information: readonly number[],
  count: number,
): readonly number[] {
  const order = ids.map((_, place) => place);
  order.sort((one, other) => {
    const [a, b] = [information[one] ?? 0, information[other] ?? 0];
    return a === b ? one - other : b - a;
  });
  return order
    .slice(0, count)
    .sort((one, other) => one - other)
    .flatMap((place) => ids[place] ?? []);
}
