import { InferenceSession, type Tensor } from './onnxruntime';
import { throwIfCancelled } from '../mend/cancel';

export interface SessionOptions {
  /** An execution provider's name, e.g. `cpu`. */
  readonly provider: string;
  /** Threads inside one operation. */
  readonly threads: number;
  /** Called before every run; for counting. */
  readonly onRun?: ((graph: string) => void) | undefined;
}

/** One graph, loaded. */
export interface Session {
  /** Runs the graph and gives the outputs named. Blocks the thread while it runs; the signal is looked at before. */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
    signal?: AbortSignal,
  ): Promise<(name: string) => Tensor>;
  dispose(): Promise<void>;
}

/** Loads a graph with its external data. `graph` names it to `onRun`. Rejects with ONNX Runtime's own error. */
export async function openSession(graph: string, path: string, options: SessionOptions): Promise<Session> {
  const session = await InferenceSession.create(path, {
    executionProviders: options.provider === 'cpu' ? ['cpu'] : [options.provider, 'cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // Idle threads sleep instead of spinning: beside an editor, a build or another process on the same cores, spinning made
    // small models up to ten times slower and doubled the processor time.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    async run(feeds, outputs, signal) {
      throwIfCancelled(signal);
      options.onRun?.(graph);
      const results = await session.run(feeds, outputs);
      return (name) => {
        const tensor = results[name];
        if (!tensor) throw new Error(`the graph ${graph} has no output ${name}`);
        return tensor;
      };
    },
    dispose: () => session.release(),
  };
}
