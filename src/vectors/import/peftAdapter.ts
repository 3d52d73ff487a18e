import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { adapterConfigName, adapterModelName, adapterTensor, promptTuning } from '../peft';
import { readBounded } from '../readBounded';
import { decodeTensor, FormatError, type TensorKind, type TensorType } from '../safetensors';

/** A prompt-tuning adapter as its folder has it. */
export interface PeftAdapter {
  /** PEFT's task, such as `CAUSAL_LM`. */
  readonly task: string;
  /** Row-major `[count, width]`. */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
  readonly type: TensorType;
  /** sha256 of its weights file, hexadecimal. */
  readonly hash: string;
}

const FOLDER = 'the folder of a PEFT prompt-tuning adapter';
const KIND: TensorKind = { name: adapterTensor, types: ['F32', 'F16', 'BF16'] };

/**
 * Reads the folder of a PEFT prompt-tuning adapter.
 * @throws UserError `fileSystem` if it cannot be read, `badVectorFile` if it is another kind of adapter or damaged.
 */
export async function readPeftAdapter(folder: string): Promise<PeftAdapter> {
  const config = await readConfig(join(folder, adapterConfigName));
  const path = join(folder, adapterModelName);
  const bytes = await readBounded(path, FOLDER);
  const { data, count, width, type } = decoded(bytes, path);
  const { vectors, submodules } = config;
  if (count !== vectors * submodules || width !== config.width) {
    throw new UserError(
      'badVectorFile',
      sentence(
        '{0} holds {1} vectors of width {2} where {3} says {4} of {5}: choose another adapter.',
        path,
        count,
        width,
        adapterConfigName,
        vectors * submodules,
        config.width,
      ),
    );
  }
  return {
    task: config.task,
    // Of an adapter with rows for the decoder too, PEFT reads those of the encoder alone.
    vectors: data.subarray(0, vectors * width),
    count: vectors,
    width,
    type,
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}

interface Config {
  readonly task: string;
  readonly vectors: number;
  readonly width: number;
  readonly submodules: number;
}

async function readConfig(path: string): Promise<Config> {
  const refuse = (problem: string, cause?: unknown): UserError =>
    new UserError('badVectorFile', sentence('{0} {1}: choose {2}.', path, problem, FOLDER), { cause });
  const text = Buffer.from(await readBounded(path, FOLDER)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse('is not valid JSON', error);
  }
  if (typeof value !== 'object' || value === null) throw refuse('is not a JSON object');
  const config = value as Readonly<Record<string, unknown>>;
  const type = config['peft_type'];
  if (type !== promptTuning) throw refuse(`has the peft_type ${shown(type)} and not ${promptTuning}`);
  const task = config['task_type'];
  if (typeof task !== 'string') throw refuse('names no task_type');
  const size = (key: string, otherwise?: number): number => {
    const number = config[key] ?? otherwise;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number > 0) return number;
    throw refuse(`has a ${key} of ${shown(number)}`);
  };
  return {
    task,
    vectors: size('num_virtual_tokens'),
    width: size('token_dim'),
    submodules: size('num_transformer_submodules', task === 'SEQ_2_SEQ_LM' ? 2 : 1),
  };
}

const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

function decoded(bytes: Uint8Array, path: string): ReturnType<typeof decodeTensor> {
  try {
    return decodeTensor(bytes, KIND);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UserError('badVectorFile', sentence('{0} {1}: choose another adapter.', path, error.message), {
      cause: error,
    });
  }
}
