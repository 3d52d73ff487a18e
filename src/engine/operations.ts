import { summarize } from '../mend/summary';
import { ModelStore } from '../runtime/modelStore';
import type { ProviderEvent } from '../runtime/providers/ladder';
import { TextStore } from '../runtime/textStore';
import { saying } from '../shared/calls';
import { sentence } from '../shared/sentence';
import type { CallContext, Engine } from './methods';
import { networkUse } from './networkWatch';
import { answerQueries } from './operations/answerQueries';
import { breakEven } from './operations/breakEven';
import { challenge } from './operations/challenge';
import { compress } from './operations/compress';
import { countTokens } from './operations/countTokens';
import { evaluate } from './operations/evaluate';
import { inspect } from './operations/inspect';
import { nearestTokens } from './operations/nearestTokens';
import type { Operation, Parts } from './operations/parts';
import { predict } from './operations/predict';
import { load, status } from './operations/status';
import { survival } from './operations/survival';

export interface OperationsOptions {
  /** Threads of one operation; default: the machine's cores, at most 4. */
  readonly threads?: number;
  /** Execution providers to try, in order; default: the platform's ladder. */
  readonly providers?: readonly string[];
  /** Execution providers that must not be tried, and why. */
  readonly avoided?: readonly { readonly provider: string; readonly reason: string }[];
  /** Told of each provider before a model is opened on it, and what became of it. */
  readonly announce?: (event: ProviderEvent) => Promise<void>;
  /** Milliseconds from any fixed moment; default: `performance.now`. */
  readonly clock?: () => number;
  /** Told the name of each graph before it runs; for counting. */
  readonly onRun?: (graph: string) => void;
}

/**
 * The engine's methods in this process, over ONNX Runtime. A model is loaded at the first call that needs it and kept until `dispose`.
 * Runs block the thread; cancels and other calls come through between them.
 */
export function createOperations(options: OperationsOptions = {}): Engine & { dispose(): Promise<void> } {
  const clock = options.clock ?? (() => performance.now());
  const parts: Parts = { store: new ModelStore(options, clock), texts: new TextStore(), clock };
  const method =
    <P, R>(operation: Operation<P, R>) =>
    (params: P, given: Partial<CallContext> = {}): Promise<R> => {
      const context: CallContext = {
        signal: given.signal ?? new AbortController().signal,
        progress: (report) => given.progress?.(report),
      };
      // Operations write at their end, so that one that failed may begin again.
      return parts.store.work(
        () => operation(parts, params, context),
        ({ provider, reason }) =>
          context.progress(saying(sentence('Going on without {0}: {1}', provider, reason))),
      );
    };
  return {
    load: method(load),
    status: method(status),
    networkUse: () => networkUse(),
    countTokens: method(countTokens),
    compress: method(compress),
    survival: method(survival),
    inspect: method(inspect),
    nearestTokens: method(nearestTokens),
    predict: method(predict),
    evaluate: method(evaluate),
    answerQueries: method(answerQueries),
    summarize: method((_parts, answered) => Promise.resolve(summarize(answered))),
    breakEven: method(breakEven),
    challenge: method(challenge),
    dispose: () => parts.store.dispose(),
  };
}
