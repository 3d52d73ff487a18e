import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/** What a prompt-tuning adapter of PEFT is called in its folder. */
export const adapterConfigName = 'adapter_config.json';
export const adapterModelName = 'adapter_model.safetensors';

/** The tensor of a prompt-tuning adapter. */
export const adapterTensor = 'prompt_embeddings';

export const promptTuning = 'PROMPT_TUNING';

/** PEFT's task for each family of target LMs. */
const TASKS: Readonly<Record<string, string>> = { gpt2: 'CAUSAL_LM', t5: 'SEQ_2_SEQ_LM' };

/** PEFT's name for what a family does. @throws UserError `vectorMismatch` for a family that PEFT has no task for. */
export function taskOf(family: string): string {
  const task = Object.hasOwn(TASKS, family) ? TASKS[family] : undefined;
  if (task === undefined) {
    const known = Object.keys(TASKS).join(' and ');
    throw new UserError(
      'vectorMismatch',
      sentence('The family {0} has no prompt-tuning adapters here: those of {1} have.', family, known),
    );
  }
  return task;
}
