import { UserError } from '../../shared/errors';
import { sentence, type Sentence } from '../../shared/sentence';
import { convertCommand } from './convertCommand';
import type { ModelSource } from './modelSource';
import { onnxInputs } from './onnxInputs';

const families: Readonly<Record<string, string>> = { gpt2: 'GPT-2', t5: 'T5' };

/**
 * Why something without a `mend.json` can't be added, and what makes a model of it: `badModel`. A checkpoint needs to be converted. A repository
 * in the layout of transformers.js has graphs already, and is looked into: its decoder serves as a target LM if it takes `inputs_embeds`, since
 * vectors can't be given as token ids; but it has no distiller.
 */
export async function whyNot(source: ModelSource): Promise<UserError> {
  return new UserError('badModel', await reason(source));
}

async function reason(source: ModelSource): Promise<Sentence> {
  const { label, names, reference, baseModel } = source;
  if (!names.includes('config.json'))
    return sentence('{0} holds no model: it has neither mend.json nor config.json; name another one.', label);
  const type = await modelType(source);
  const family = type === undefined ? undefined : families[type];
  if (family === undefined) {
    const what =
      type === undefined ? sentence('of no family that its config.json names') : sentence('a {0}', type);
    return sentence(
      '{0} is {1}, and MEND takes the families GPT-2 and T5 alone: choose another model.',
      label,
      what,
    );
  }
  const hasWeights = names.some((name) => /^(?:model|pytorch_model)[^/]*\.(?:safetensors|bin)$/.test(name));
  const remedy = sentence(
    'run {0} and add the folder that it writes',
    convertCommand(hasWeights ? reference : (baseModel ?? reference)),
  );
  const decoder = decoderOf(names);
  if (decoder !== undefined) {
    const missing = await missingInDecoder(source, decoder);
    return sentence('{0} has ONNX graphs of a {1}, but {2}: {3}.', label, family, missing, remedy);
  }
  return hasWeights
    ? sentence(
        '{0} is a {1} checkpoint, which MEND cannot run as it is (it has no mend.json): {2}.',
        label,
        family,
        remedy,
      )
    : sentence(
        '{0} names a {1} but has no weights (model.safetensors or ONNX graphs): choose another one.',
        label,
        family,
      );
}

async function modelType(source: ModelSource): Promise<string | undefined> {
  try {
    const config: unknown = JSON.parse(Buffer.from(await source.read('config.json')).toString('utf8'));
    const type = (config as { readonly model_type?: unknown } | null)?.model_type;
    return typeof type === 'string' ? type : undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}

/** The graph that would read the vectors, of the smallest name: that of fp32. */
function decoderOf(names: readonly string[]): string | undefined {
  const graphs = names.filter((name) =>
    /(?:^|\/)decoder_(?:model_merged|with_past_model|model)[^/]*\.onnx$/.test(name),
  );
  return graphs.sort((a, b) => a.length - b.length)[0];
}

async function missingInDecoder(source: ModelSource, decoder: string): Promise<Sentence> {
  const inputs = await inputsOf(source, decoder);
  if (inputs === undefined)
    return sentence('it is not known what {0} takes, and there is no distiller (mend.json)', decoder);
  if (!inputs.includes('inputs_embeds'))
    return sentence(
      '{0} takes token ids alone (it has no input inputs_embeds), so no vectors can be given to it',
      decoder,
    );
  const embedder = source.names.some((name) => /(?:^|\/)embed_tokens[^/]*\.onnx$/.test(name));
  const lacks = [...(embedder ? [] : ['embed_tokens.onnx']), 'a distiller', 'mend.json'].join(', ');
  return sentence(
    'though {0} takes inputs_embeds and could answer with vectors, there is nothing to make them with (it lacks {1})',
    decoder,
    lacks,
  );
}

/** Undefined where the source can't be read in parts, or the graph is of no use. */
async function inputsOf(source: ModelSource, path: string): Promise<readonly string[] | undefined> {
  const { readRange } = source;
  const file = await source.find(path);
  if (!readRange || !file) return undefined;
  try {
    return await onnxInputs((start, length) => readRange(path, start, length), file.bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}
