import { resolve } from 'node:path';
import { expectationOf } from '../models/expectation';
import { readManifest } from '../models/readManifest';
import {
  type ExportFormat,
  exportFormats,
  exportVectors,
  readVectorFile,
  textRows,
  verifyVectorFile,
} from '../vectors';
import { type Command, onlyPositional, optional, required, UsageError } from './command';
import { refuseExisting } from './files';
import { chooseModel } from './modelChoice';

const FORMATS = exportFormats.join('|');

/** What each format is, as the result says it. */
const WHAT: Readonly<Record<ExportFormat, string>> = {
  peft: 'a PEFT prompt-tuning adapter',
  npy: 'a NumPy array',
  vllm: 'a PyTorch tensor, as vLLM takes prompt embeddings',
};

/** `mend export`: a vector file in a format of other programs. Needs no engine, and a model only to check that the vectors fit it. */
export const exportCommand: Command = {
  usage: `export VECTORS --format ${FORMATS} -o PATH [--model ID] [--json]`,
  summary:
    'write vectors for PEFT (a folder), NumPy or vLLM (a file); an adapter names the model as its base',
  options: {
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
  },
  async run(args, { surroundings }) {
    const name = onlyPositional(args, 'VECTORS');
    const format = formatOf(required(args, 'format'));
    const path = resolve(surroundings.cwd, required(args, 'output'));
    const file = resolve(surroundings.cwd, name);
    const contents = await readVectorFile(file);
    const model = optional(args, 'model');
    let baseModel = contents.metadata.targetId;
    if (model !== undefined) {
      const { folder } = await chooseModel(model, surroundings);
      verifyVectorFile(contents, expectationOf(await readManifest(folder)), file);
      baseModel = folder;
    }
    await refuseExisting(path);
    await exportVectors(contents, format, path, baseModel);
    const { count, width, metadata } = contents;
    const text = textRows(metadata);
    return {
      json: { file, format, path, vectors: count, width },
      text: `${count} vectors of width ${width} as ${WHAT[format]}${text > 0 ? `; the last ${text} are the text of pinned demonstrations` : ''}\n${path}`,
    };
  },
};

function formatOf(name: string): ExportFormat {
  const format = exportFormats.find((one) => one === name);
  if (format === undefined) throw new UsageError(`there is no format ${JSON.stringify(name)}`);
  return format;
}
