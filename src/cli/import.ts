import { resolve } from 'node:path';
import { expectationOf } from '../models/expectation';
import { readManifest } from '../models/readManifest';
import { importAdapter, writeVectorFile } from '../vectors';
import { type Command, onlyPositional, required } from './command';
import { refuseExisting } from './files';
import { chooseModel } from './modelChoice';

/** `mend import`: a PEFT prompt-tuning adapter as a vector file. Needs no engine. */
export const importCommand: Command = {
  usage: 'import FOLDER -o OUT --model ID [--json]',
  summary: 'save a PEFT prompt-tuning adapter as vectors of the model whose target LM it was made for',
  options: {
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
  },
  async run(args, { surroundings }) {
    const { cwd, version } = surroundings;
    const folder = resolve(cwd, onlyPositional(args, 'FOLDER'));
    const file = resolve(cwd, required(args, 'output'));
    const model = await chooseModel(required(args, 'model'), surroundings);
    const manifest = await readManifest(model.folder);
    const contents = await importAdapter(folder, expectationOf(manifest), version);
    await refuseExisting(file);
    await writeVectorFile(file, contents);
    const { count, width } = contents;
    return {
      json: { file, model: manifest.id, vectors: count, width },
      text: `${count} vectors of width ${width} for ${manifest.id}, as the adapter has them\n${file}`,
    };
  },
};
