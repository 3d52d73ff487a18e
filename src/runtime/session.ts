import { throwIfCancelled } from '../mend/cancel';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { DeviceOutputs } from './deviceOutputs';
import { InferenceSession, type Tensor } from './onnxruntime';
import { explain, isOutOfMemory } from './providers/explain';
import { thisMachine } from './providers/machine';
import { ProviderFailed } from './providers/providerFailed';

export interface SessionOptions {
  /** An execution provider's name, e.g. `cpu`. */
  readonly provider: string;
  /** Threads inside one operation. */
  readonly threads: number;
  /** Called before every run; for counting. */
  readonly onRun?: ((graph: string) => void) | undefined;
}

/** An input of a graph: a number for each dimension that is fixed, and a name for others. */
export interface GraphInput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** One graph, loaded. */
export interface Session {
  /** Whether it runs on a GPU: its operations want tensors that have elements. */
  readonly onGpu: boolean;
  readonly inputs: readonly GraphInput[];
  /**
   * Runs the graph and gives the outputs named. Blocks the thread while it runs; the signal is looked at before. Rejects with `ProviderFailed`
   * where another provider may do better.
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
    signal?: AbortSignal,
  ): Promise<(name: string) => Tensor>;
  /** Gives back what outputs hold on the device, where nobody else would; nobody may use them afterwards. */
  free(outputs: readonly Tensor[]): void;
  dispose(): Promise<void>;
}

/**
 * Loads a graph with its external data. Rejects with ONNX Runtime's own error.
 * @param graph names it to `onRun`
 * @param kept outputs that stay where they were computed, since they are only ever fed back
 */
export async function openSession(
  graph: string,
  path: string,
  options: SessionOptions,
  kept: readonly string[] = [],
): Promise<Session> {
  const { provider } = options;
  const device = DeviceOutputs.of(provider, kept);
  const session = await InferenceSession.create(path, {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    ...(device && { preferredOutputLocation: device.locations }),
    // Idle threads sleep instead of spinning: beside an editor, a build or another process on the same cores, spinning made
    // small models up to ten times slower and doubled the processor time.
    // Weights come from the system, not from the arena, which grows by doubling.
    extra: { session: { intra_op: { allow_spinning: '0' }, use_device_allocator_for_initializers: '1' } },
  });
  return {
    onGpu: provider !== 'cpu',
    inputs: session.inputMetadata.flatMap((input) => (input.isTensor ? [input] : [])),
    async run(feeds, outputs, signal) {
      throwIfCancelled(signal);
      options.onRun?.(graph);
      const wanted = device ? session.outputNames : outputs;
      const results = await session
        .run(feeds, wanted)
        .catch((error: unknown) => failed(graph, provider, error));
      device?.take(results, outputs);
      return (name) => {
        const tensor = results[name];
        if (!tensor) throw new Error(`the graph ${graph} has no output ${name}`);
        return tensor;
      };
    },
    free: (outputs) => device?.free(outputs),
    async dispose() {
      device?.freeAll();
      await session.release();
    },
  };
}

function failed(graph: string, provider: string, error: unknown): never {
  if (provider !== 'cpu')
    throw new ProviderFailed(provider, explain(provider, error, thisMachine), { cause: error });
  if (!isOutOfMemory(error)) throw error;
  throw new UserError(
    'provider',
    sentence(
      'The machine has too little free memory to run the {0}: close other programs, or choose a smaller model.',
      graph,
    ),
    { cause: error },
  );
}
