import { cp, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  CallContext,
  CompressResult,
  EvaluateResult,
  PredictResult,
  SurvivalResult,
} from '../engine/methods';
import { readManifest } from '../models/readManifest';
import { UserError } from '../shared/errors';
import { writeVectorFile } from '../vectors';
import { exampleFile } from '../vectors/testing/exampleFile';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const TINY = resolve('test/fixtures/tiny-gpt2');
const model = { folder: TINY };
const tiny = await readManifest(TINY);
const demonstrations = [
  { input: 'good film', output: 'pos' },
  { input: 'bad film', output: 'neg' },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-cli-'));
  await writeFile(
    join(folder, 'few.shot.txt'),
    'Text: good film\nLabel: pos\n\nText: bad film\nLabel: neg\n',
  );
  await writeFile(join(folder, 'queries.jsonl'), '{"input":"fine film","output":"pos"}\n');
  const metadata = {
    ...exampleFile.metadata,
    targetId: tiny.target.id,
    targetHash: tiny.target.hash,
    fidelity: { kl: 0.125, top1Agreement: 0.75, queries: 8, of: 'demonstration inputs' },
  };
  await writeVectorFile(join(folder, 'v.mend.safetensors'), { ...exampleFile, metadata });
});

const compressed: CompressResult = {
  file: '/x/few.shot.mend.safetensors',
  model: 'tiny',
  demonstrations: 3,
  tokens: {
    each: [
      { tokens: 10, fate: 'whole' },
      { tokens: 6, fate: 'cut' },
      { tokens: 0, fate: 'dropped' },
    ],
    total: 16,
    budget: 16,
    used: 2,
  },
  vectors: 4,
  pinnedTokens: 0,
  width: 8,
  reused: 0,
  milliseconds: 12.5,
};
const answer = {
  prediction: 'pos',
  probabilities: [0.75, 0.25],
  prefixTokens: 4,
  queryTokens: 3,
  milliseconds: 1.5,
};
const predicted: PredictResult = {
  options: ['pos', 'neg'],
  arms: { zeroShot: answer, fullIcl: answer, fewerShot: answer, distilled: answer },
  fidelity: { kl: 0.125, top1Agreement: 1 },
  queryCut: false,
};
const scores = { accuracy: 0.5, macroF1: 0.25, prefixTokens: 4 };
const evaluated: EvaluateResult = {
  n: 2,
  arms: { zeroShot: scores, fullIcl: scores, fewerShot: scores, distilled: scores },
  fidelity: { kl: 0.5, top1Agreement: 0.5 },
  queriesPerSecond: 100,
};

const one = (text: string): unknown => {
  expect(text.split('\n')).toHaveLength(2);
  return JSON.parse(text) as unknown;
};

describe('compress', () => {
  it('distils the demonstrations of a file into one with another ending', async () => {
    const fake = fakeSurroundings(folder, { compress: () => compressed });
    expect(
      await run(['compress', 'few.shot.txt', '--model', tiny.id, '--json'], {
        ...fake.surroundings,
        modelFolders: [TINY],
      }),
    ).toBe(0);
    expect(fake.calls[0]?.params).toEqual({
      model,
      demonstrations,
      file: join(folder, 'few.shot.txt.mend.safetensors'),
    });
    expect(one(fake.stdout())).toEqual({
      file: '/x/few.shot.mend.safetensors',
      model: 'tiny',
      demonstrations: 3,
      tokens: 16,
      vectors: 4,
      pinnedTokens: 0,
      width: 8,
      cut: 2,
      milliseconds: 12.5,
    });
    expect(fake.stderr()).toBe('');
    expect([fake.made(), fake.disposed()]).toEqual([1, 1]);
  });

  it('says how much of what stands in front of a query is text', async () => {
    const fake = fakeSurroundings(folder, { compress: () => ({ ...compressed, pinnedTokens: 4 }) });
    const args = ['compress', 'few.shot.txt', '--model', TINY, '--pin', '2'];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toMatchObject({ pinned: [1] });
    expect(fake.stdout()).toContain('4 vectors of width 8 and 4 tokens of text, 2.0 times fewer');
  });

  it('takes an output, a model folder and a number of vectors', async () => {
    const fake = fakeSurroundings(folder, { compress: () => compressed });
    const args = ['compress', 'few.shot.txt', '-o', 'out.safetensors', '--model', TINY, '--vectors', '3'];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({
      model,
      demonstrations,
      file: join(folder, 'out.safetensors'),
      vectors: 3,
    });
    expect(fake.stdout()).toContain('16 tokens\n4 vectors of width 8, 4.0 times fewer');
    expect(fake.stdout()).toContain('beyond the budget of 16 tokens: 1 cut, 1 dropped');
  });
});

describe('predict', () => {
  it('answers with vectors, by the model they were made for', async () => {
    const fake = fakeSurroundings(folder, {
      predict: () => ({ arms: { distilled: answer }, queryCut: true }),
    });
    expect(
      await run(['predict', 'v.mend.safetensors', '--input', 'x'], {
        ...fake.surroundings,
        modelFolders: [TINY],
      }),
    ).toBe(0);
    expect(fake.calls[0]?.params).toEqual({ model, file: join(folder, 'v.mend.safetensors'), input: 'x' });
    expect(fake.stdout()).toMatch(
      /distilled\nanswer +pos\ntokens in front +4\nmilliseconds +1\.5\nthe input was cut/,
    );
  });

  it('compares with the demonstrations', async () => {
    const fake = fakeSurroundings(folder, { predict: () => predicted });
    const args = [
      'predict',
      'v.mend.safetensors',
      '--input',
      'x',
      '--options',
      'pos, neg',
      '--demos',
      'few.shot.txt',
      '--model',
      TINY,
    ];
    expect(await run([...args, '--json'], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toMatchObject({ options: ['pos', 'neg'], demonstrations });
    const { queryTokens: _, ...shown } = answer;
    expect(one(fake.stdout())).toEqual({
      options: ['pos', 'neg'],
      arms: { zeroShot: shown, fullIcl: shown, distilled: shown },
      fidelity: { kl: 0.125, top1Agreement: 1 },
    });
    const text = fakeSurroundings(folder, { predict: () => predicted });
    await run(args, text.surroundings);
    expect(text.stdout()).toMatch(/zero-shot +full ICL +distilled\n/);
    expect(text.stdout()).toMatch(/ {2}pos +75\.0 % +75\.0 % +75\.0 %\n/);
    expect(text.stdout()).toContain('KL 0.125 nats, the same first token');
  });

  it('takes the labels of the file as options, unless text is to be generated', async () => {
    const metadata = { ...exampleFile.metadata, labels: ['yes', 'no'] };
    await writeVectorFile(join(folder, 'l.safetensors'), { ...exampleFile, metadata });
    const fake = fakeSurroundings(folder, { predict: () => predicted });
    const args = ['predict', 'l.safetensors', '--input', 'x', '--model', TINY];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(await run([...args, '--options', ''], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toMatchObject({ options: ['yes', 'no'] });
    expect(fake.calls[1]?.params).not.toHaveProperty('options');
  });

  it('takes options with commas as JSON', async () => {
    const fake = fakeSurroundings(folder, { predict: () => predicted });
    const args = [
      'predict',
      'v.mend.safetensors',
      '--input',
      'x',
      '--model',
      TINY,
      '--options',
      '["a, b","c"]',
    ];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toMatchObject({ options: ['a, b', 'c'] });
  });

  it('names the model that is missing', async () => {
    const fake = fakeSurroundings(folder, {}, { modelFolders: [folder] });
    expect(await run(['predict', 'v.mend.safetensors', '--input', 'x'], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(
      /^The vectors were made for \S+ \(weights .*…\), which is not among the models \(none was found\): [^\n]+\.\n$/,
    );
    expect(fake.made()).toBe(0);
  });
});

describe('evaluate', () => {
  it('prints what was measured', async () => {
    const fake = fakeSurroundings(folder, { evaluate: () => evaluated });
    const args = ['evaluate', '--demos', 'few.shot.txt', '--queries', 'queries.jsonl', '--model', TINY];
    expect(await run([...args, '--json'], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({
      model,
      demonstrations,
      queries: [{ input: 'fine film', output: 'pos' }],
    });
    expect(one(fake.stdout())).toEqual(evaluated);
    const text = fakeSurroundings(folder, { evaluate: () => evaluated });
    await run(args, text.surroundings);
    expect(text.stdout()).toMatch(/fewer-shot +0\.500 +0\.250 +4\n/);
    expect(text.stdout()).toContain('same first token in 50.0 %');
  });
});

describe('survival', () => {
  it('says of each demonstration what is left of it', async () => {
    const survival: SurvivalResult = {
      each: [
        { index: 0, verdict: 'lost', reason: 'effect', effect: 2, carried: 0.5, survival: 0.25 },
        { index: 1, verdict: 'text' },
      ],
      vectors: 4,
      pinnedTokens: 6,
      milliseconds: 1,
    };
    const fake = fakeSurroundings(folder, { survival: () => survival });
    const args = ['survival', 'few.shot.txt', '--model', TINY, '--vectors', '4', '--pin', '2'];
    expect(await run([...args, '--json'], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({ model, demonstrations, vectors: 4, pinned: [1] });
    expect(one(fake.stdout())).toEqual(survival);
    const text = fakeSurroundings(folder, { survival: () => survival });
    await run(args, text.surroundings);
    expect(text.stdout()).toMatch(/^4 vectors and 6 tokens of text +effect +carried\n/);
    expect(text.stdout()).toMatch(/\n1 {2}good film → pos +lost, 25 % left +2\.00 +0\.50\n/);
    expect(text.stdout()).toMatch(/\n2 {2}bad film → neg +text\n/);
  });

  it('asks queries of a file', async () => {
    await writeFile(join(folder, 'asked.jsonl'), '{"input": "fine"}\n{"input": "dull", "output": "neg"}');
    const survival: SurvivalResult = { each: [], vectors: 4, pinnedTokens: 0, milliseconds: 1 };
    const fake = fakeSurroundings(folder, { survival: () => survival });
    const args = ['survival', 'few.shot.txt', '--model', TINY, '--queries', 'asked.jsonl'];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toMatchObject({ queries: [{ input: 'fine' }, { input: 'dull' }] });
    expect(fake.stdout()).toContain('the answers to the queries change');
  });
});

describe('inspect', () => {
  it('shows a vector file without an engine', async () => {
    const fake = fakeSurroundings(folder);
    expect(await run(['inspect', 'v.mend.safetensors', '--json'], fake.surroundings)).toBe(0);
    expect(one(fake.stdout())).toMatchObject({
      file: join(folder, 'v.mend.safetensors'),
      metadata: { format: 'mend-vectors', vectors: '2' },
      statistics: { count: 2, width: 3 },
    });
    expect(await run(['inspect', 'v.mend.safetensors'], fake.surroundings)).toBe(0);
    expect(fake.stdout()).toMatch(/2 vectors of width 3; norms 2\.291 to 3\.000\n/);
    expect(fake.stdout()).toContain(
      '\nfidelity to full ICL: KL 0.125 nats, same first token in 75.0 % of 8 demonstration inputs\n',
    );
    expect(fake.made()).toBe(0);
  });
});

describe('models', () => {
  it('lists what there is', async () => {
    const fake = fakeSurroundings(folder, {}, { modelFolders: [TINY] });
    expect(await run(['models', 'list', '--json'], fake.surroundings)).toBe(0);
    expect(one(fake.stdout())).toMatchObject({
      models: [{ id: tiny.id, folder: TINY, family: 'gpt2', vectors: tiny.distiller.vectors }],
    });
    expect(await run(['models', 'list'], fake.surroundings)).toBe(0);
    expect(fake.stdout()).toContain(`${tiny.id}: ${tiny.name}, family gpt2, 8 vectors`);
  });

  it('verifies every byte, and fails if one differs', async () => {
    const copy = join(folder, 'tiny');
    await cp(TINY, copy, { recursive: true });
    const fake = fakeSurroundings(folder, {}, { modelFolders: [copy] });
    expect(await run(['models', 'verify', '--json'], fake.surroundings)).toBe(0);
    expect(one(fake.stdout())).toEqual({ models: [{ folder: copy, id: tiny.id, ok: true }] });
    await writeFile(
      join(copy, 'tokenizer.json'),
      'x'.repeat(tiny.files.find(({ path }) => path === 'tokenizer.json')?.bytes ?? 0),
    );
    const broken = fakeSurroundings(folder, {}, { modelFolders: [copy] });
    expect(await run(['models', 'verify', '--json'], broken.surroundings)).toBe(1);
    expect(one(broken.stdout())).toMatchObject({ models: [{ folder: copy, ok: false }] });
    expect(broken.stderr()).toMatch(/^The model file .*tokenizer\.json was changed [^\n]+\.\n$/);
  });

  it('says that there are none', async () => {
    const fake = fakeSurroundings(folder, {}, { modelFolders: [folder] });
    expect(await run(['models', 'list'], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(/^No model was found in .*: install one there\.\n$/);
  });
});

describe('failures', () => {
  it.each<[string, string[], RegExp]>([
    ['a missing file', ['compress', 'no.txt'], /^no\.txt does not exist: /],
    ['a folder', ['compress', '.'], /^\. is a folder: /],
    ['an empty file', ['compress', 'empty.txt'], /^empty\.txt is empty: /],
    ['a binary file', ['compress', 'v.mend.safetensors'], /^v\.mend\.safetensors is binary /],
    ['no UTF-8', ['compress', 'latin.txt'], /^latin\.txt is not valid UTF-8 \(line 1\): /],
    ['no demonstrations', ['compress', 'prose.txt'], /^No demonstrations were found: /],
    ['a malformed line', ['compress', 'bad.jsonl'], /^Line 2 is not valid JSON /],
    [
      'a model that is missing',
      ['compress', 'few.shot.txt', '--model', 'x'],
      /^There is no model "x" \(found: .*\): /,
    ],
    [
      'a text as vectors',
      ['predict', 'few.shot.txt', '--input', 'x'],
      /few\.shot\.txt is truncated or damaged /,
    ],
    ['vectors that are missing', ['inspect', 'no.safetensors'], /no\.safetensors does not exist: /],
    [
      'queries without answers',
      ['evaluate', '--demos', 'few.shot.txt', '--queries', 'open.jsonl', '--model', TINY],
      /^Query 1 \(line 1\) has no output/,
    ],
  ])('%s: one sentence, exit code 1, nothing written', async (_, args, message) => {
    await writeFile(join(folder, 'empty.txt'), '');
    await writeFile(join(folder, 'latin.txt'), Buffer.from([0x61, 0xe9, 0x61]));
    await writeFile(join(folder, 'prose.txt'), 'Just prose.\n');
    await writeFile(join(folder, 'bad.jsonl'), '{"input":"a","output":"b"}\n{"input"\n');
    await writeFile(join(folder, 'open.jsonl'), '{"input":"a"}\n');
    const before = await readdir(folder);
    const fake = fakeSurroundings(folder, {}, { modelFolders: [resolve('test/fixtures')] });
    expect(await run([...args, '--json'], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(message);
    expect(fake.stderr()).toMatch(/^[^\n]+\.\n$/);
    expect(fake.stdout()).toBe('');
    expect(fake.calls).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
  });

  it.each<[string, string[], RegExp]>([
    ['no command', ['distil'], /There is no command "distil": see mend --help/],
    ['an inherited name', ['toString'], /There is no command/],
    ['an unknown option', ['compress', 'a', '--nope'], /mend compress: Unknown option '--nope'/],
    [
      'an option without a value',
      ['compress', 'a', '--model'],
      /mend compress: Option '--model <value>' argument missing/,
    ],
    [
      'a pin that is no number',
      ['compress', 'a', '--pin', '1,x'],
      /--pin takes numbers of demonstrations, such as 3,7, not "1,x"/,
    ],
    ['no file', ['compress'], /FILE is missing: it is mend compress FILE/],
    ['two files', ['compress', 'a', 'b'], /"b" is one more/],
    ['no input', ['predict', 'a'], /--input is missing/],
    ['one option', ['predict', 'a', '--input', 'x', '--options', 'y'], /at least 2 options/],
    ['broken options', ['predict', 'a', '--input', 'x', '--options', '[1]'], /not a JSON array of strings/],
    ['no number', ['compress', 'a', '--vectors', '0'], /--vectors takes a number/],
    ['an argument too many', ['evaluate', 'a'], /there is no argument "a"/],
    ['another verb', ['models', 'steal'], /it is one of list, verify, known, add, remove, disk, not "steal"/],
    ['no verb', ['models'], /one of list, .* is missing/],
    ['an option of another verb', ['models', 'list', '--yes'], /list takes no --yes/],
    ['nothing to add', ['models', 'add', '--yes'], /SOURCE is missing/],
  ])('%s: exit code 2', async (_, args, message) => {
    const fake = fakeSurroundings(folder);
    expect(await run(args, fake.surroundings)).toBe(2);
    expect(fake.stderr()).toMatch(message);
    expect(fake.stderr()).toMatch(/^[^\n]+\.\n$/);
    expect(fake.stdout()).toBe('');
  });

  it.each([
    [
      new UserError('badModel', 'The model is damaged: install it again.'),
      'The model is damaged: install it again.\n',
    ],
    [new TypeError('x is\nundefined'), 'Something went wrong that should not have: x is undefined\n'],
  ])('of the engine: its sentence, and the engine is ended', async (error, message) => {
    const fail = () => {
      throw error;
    };
    const fake = fakeSurroundings(folder, { compress: fail });
    expect(await run(['compress', 'few.shot.txt', '--model', TINY], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toBe(message);
    expect(fake.disposed()).toBe(1);
  });

  it('of making the engine', async () => {
    const createEngine = () =>
      Promise.reject(new UserError('provider', 'The runtime cannot be loaded: install it.'));
    const fake = fakeSurroundings(folder, {}, { createEngine });
    expect(await run(['compress', 'few.shot.txt', '--model', TINY], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toBe('The runtime cannot be loaded: install it.\n');
  });
});

describe('surroundings', () => {
  const report = ({ progress }: Partial<CallContext>) => {
    progress?.({ message: 'Distilling', fraction: 0.5 });
    return compressed;
  };

  it('shows progress on a terminal only, and takes it away again', async () => {
    const args = ['compress', 'few.shot.txt', '--model', TINY];
    const quiet = fakeSurroundings(folder, { compress: report });
    await run(args, quiet.surroundings);
    expect(quiet.stderr()).toBe('');
    const written: string[] = [];
    const terminal = fakeSurroundings(
      folder,
      { compress: report },
      { stderr: { isTTY: true, write: (text) => written.push(text) } },
    );
    await run(args, terminal.surroundings);
    expect(written).toEqual(['\r\x1b[KDistilling 50 %', '\r\x1b[K']);
  });

  it('hands the interrupt on', async () => {
    const fake = fakeSurroundings(folder, { compress: () => compressed });
    await run(['compress', 'few.shot.txt', '--model', TINY], fake.surroundings);
    expect(fake.calls[0]?.context.signal).toBe(fake.surroundings.signal);
  });

  it('helps', async () => {
    for (const [args, code, text] of [
      [['--help'], 0, /mend compress FILE .*\n[^]*mend models list\|verify\|known/],
      [[], 2, /mend compress FILE/],
      [['predict', '--help'], 0, /^mend predict VECTORS/],
      [['--version'], 0, /^1\.2\.3\n$/],
    ] as const) {
      const fake = fakeSurroundings(folder);
      expect(await run(args, fake.surroundings)).toBe(code);
      expect(fake.stdout()).toMatch(text);
    }
  });
});
