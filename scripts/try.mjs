// MEND in one command: npm run try [-- --example NAME] [-- --model FOLDER]
// Compresses an example's demonstrations into a vector file and answers its queries in three ways.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { askCommandLine, ensureCommandLine } from './lib/commandLine.mjs';
import { inRoot } from './lib/paths.mjs';
import { Failure, main } from './lib/process.mjs';
import { describeCompression, queryTable, scoreLine } from './try/table.mjs';

const MODEL = 'models/mend-gpt2-mini';

await main(async () => {
  const { values } = parseArgs({
    options: {
      example: { type: 'string', default: 'owners.md' },
      model: { type: 'string', default: MODEL },
    },
  });
  const demonstrations = exampleFile(values.example);
  const queries = readQueries(demonstrations);
  const model = modelFolder(values.model);
  await ensureCommandLine();

  const file = inRoot('out/try', `${path.basename(demonstrations)}.mend.safetensors`);
  mkdirSync(path.dirname(file), { recursive: true });
  const compressed = await askCommandLine(['compress', demonstrations, '-o', file, '--model', model]);
  const readBack = await askCommandLine(['inspect', file]);
  console.log(describeCompression({ demonstrations, file, compressed, readBack }));

  const answers = [];
  for (const query of queries) {
    const options = query.options === undefined ? [] : ['--options', JSON.stringify(query.options)];
    const args = [
      'predict',
      file,
      '--input',
      query.input,
      ...options,
      '--demos',
      demonstrations,
      '--model',
      model,
    ];
    const answer = { query, ...(await askCommandLine(args)) };
    answers.push(answer);
    console.log(queryTable(answer));
  }
  console.log(scoreLine(answers));
});

function exampleFile(name) {
  const file = inRoot('examples', name);
  if (!existsSync(file))
    throw new Failure(`There is no examples/${name}: choose a file of examples/ that has queries beside it.`);
  return file;
}

function readQueries(demonstrations) {
  const file = demonstrations.replace(/\.[^.]+$/, '.queries.jsonl');
  if (!existsSync(file))
    throw new Failure(`${path.basename(demonstrations)} has no ${path.basename(file)} beside it to answer.`);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .slice(0, 6);
}

function modelFolder(name) {
  const folder = inRoot(name);
  if (!existsSync(path.join(folder, 'mend.json')))
    throw new Failure(
      `${name} is not a model folder: it has no mend.json; name another with \`npm run try -- --model FOLDER\`.`,
    );
  return folder;
}
