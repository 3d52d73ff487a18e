import { encodeMetadata } from '../metadata';
import { adapterConfigName, adapterModelName, adapterTensor, promptTuning, taskOf } from '../peft';
import { encodeTensor } from '../safetensors';
import type { VectorFile } from '../vectorFile';

/**
 * The files of a PEFT prompt-tuning adapter, by name: what `PeftModel.from_pretrained(base, folder)` reads.
 * @param baseModel what `transformers` loads the target LM by: a folder or a name
 * @throws UserError `vectorMismatch` for a family that PEFT has no task for.
 */
export function encodePeftAdapter(file: VectorFile, baseModel: string): ReadonlyMap<string, Uint8Array> {
  const { metadata, vectors, count, width } = file;
  const config = {
    base_model_name_or_path: baseModel,
    inference_mode: true,
    // A T5's encoder alone reads the vectors, where PEFT would by default count the decoder too.
    num_transformer_submodules: 1,
    num_virtual_tokens: count,
    peft_type: promptTuning,
    prompt_tuning_init: 'RANDOM',
    task_type: taskOf(metadata.family),
    token_dim: width,
  };
  // Template, licence and hashes go along; the demonstrations' text, which may be private, does not. What is pinned is in the rows anyway.
  const { demonstrationsText: _, ...rest } = metadata;
  const strings = { ...encodeMetadata(rest, count, width), format: 'pt' };
  return new Map([
    [adapterConfigName, Buffer.from(`${JSON.stringify(config, null, 2)}\n`)],
    [adapterModelName, encodeTensor({ strings, data: vectors, count, width }, adapterTensor)],
  ]);
}
