import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CompressResult } from '../../src/engine/methods';
import type { ExtensionApi } from '../../src/extension';
import { ROOT } from '../harness/options';

const id = 'mend-distill.mend-distill';
const fixture = (name: string): string => path.join(ROOT, 'test/fixtures', name);
const tiny = fixture('tiny-gpt2');

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const extension = (): vscode.Extension<ExtensionApi> => {
  const found = vscode.extensions.getExtension<ExtensionApi>(id);
  assert.ok(found, `${id} is not installed`);
  return found;
};
const api = (): ExtensionApi => extension().exports;
const workspace = (): string => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri.fsPath;
};
const inWorkspace = (name: string): string => path.join(workspace(), name);

async function open(name: string, line = 0): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(name));
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(line, 0, line, 0);
  return editor;
}

const compress = (target?: vscode.Uri): Thenable<CompressResult | undefined> =>
  vscode.commands.executeCommand('mend.compress', target);

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('mend').update(name, value, vscode.ConfigurationTarget.Global);
}

describe('The extension in its host', () => {
  it('activates without a model, a native module or a process', async () => {
    const { engineState } = await extension().activate();
    assert.equal(engineState(), 'stopped');
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    assert.deepEqual(
      sharedObjects.filter((file) => file.includes('onnxruntime')),
      [],
    );
  });

  it('says above a block what it is, and starts nothing for it', async () => {
    const { document } = await open('sentiment.jsonl');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    const titles = lenses.map(({ command }) => command?.title);
    assert.deepEqual(titles, ['16 demonstrations → not compressed', 'Count tokens', 'Compress']);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(api().engineState(), 'stopped');
  });

  it('registers the commands of the manifest and no others', async () => {
    const { contributes } = extension().packageJSON as Manifest;
    const all = await vscode.commands.getCommands(true);
    // VS Code makes commands of its own for a view, such as the one that moves the focus there.
    const own = all.filter((command) => command.startsWith('mend.') && !command.startsWith('mend.panel.'));
    assert.deepEqual(own.sort(), contributes.commands.map(({ command }) => command).sort());
  });
});

describe('Compressing', () => {
  before(async () => {
    await extension().activate();
    await set('model.folders', [tiny]);
    await set('model.id', 'tiny-gpt2');
  });
  after(async () => {
    for (const name of ['model.folders', 'model.id', 'output.folder', 'output.keepText', 'vectors.count'])
      await set(name, undefined);
  });

  it('writes a vector file beside the document and shows it', async () => {
    const { document } = await open('sentiment.jsonl');
    const result = await compress();
    assert.ok(result);
    assert.equal(result.file, `${document.fileName}.mend.safetensors`);
    assert.ok(existsSync(result.file));
    assert.equal(result.demonstrations, document.getText().trim().split('\n').length);
    const { vectors, demonstrations, draft } = api().session();
    assert.equal(vectors?.path, result.file);
    assert.equal(vectors.nearest?.length, vectors.contents.count);
    assert.equal(demonstrations?.source.name, 'sentiment.jsonl');
    assert.equal(draft.options, 'positive, negative');
    assert.equal(api().engineState(), 'running');
  });

  it('keeps the native module out of the host even then', () => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    assert.deepEqual(
      sharedObjects.filter((file) => file.includes('onnxruntime')),
      [],
    );
  });

  it('takes what is selected', async () => {
    const editor = await open('sentiment.jsonl');
    editor.selection = new vscode.Selection(1, 0, 4, 0);
    assert.equal((await compress())?.demonstrations, 3);
  });

  it('takes a file chosen in the explorer', async () => {
    const result = await compress(vscode.Uri.file(inWorkspace('intents.csv')));
    assert.equal(result?.file, inWorkspace('intents.csv.mend.safetensors'));
  });

  it('honours where to save, how many vectors, and whether to keep the text', async () => {
    await set('output.folder', 'vectors/here');
    await set('vectors.count', 3);
    await set('output.keepText', true);
    await open('choose-first.md', 5);
    const result = await compress();
    await set('output.folder', undefined);
    await set('vectors.count', undefined);
    await set('output.keepText', undefined);
    assert.equal(result?.file, inWorkspace('vectors/here/choose-first.md.mend.safetensors'));
    assert.equal(result.vectors, 3);
    assert.match(readFileSync(result.file, 'latin1'), /clock, stone, button/);
  });

  it('gives the same bytes twice', async () => {
    await open('opposites.txt', 5);
    const first = await compress();
    assert.ok(first);
    const bytes = readFileSync(first.file);
    await compress();
    assert.deepEqual(readFileSync(first.file), bytes);
  });

  it('leaves nothing behind where there are no demonstrations', async () => {
    writeFileSync(inWorkspace('prose.txt'), 'Nothing but prose.\n');
    await open('prose.txt');
    const before = api().session().vectors;
    assert.equal(await compress(), undefined);
    assert.deepEqual(
      readdirSync(workspace()).filter((name) => name.startsWith('prose')),
      ['prose.txt'],
    );
    assert.equal(api().session().vectors, before);
  });

  it('says which models there are when the chosen one is missing', async () => {
    await set('model.id', 'no-such-model');
    await open('sentiment.jsonl');
    assert.equal(await compress(), undefined);
    await set('model.id', 'tiny-gpt2');
    assert.ok(await compress());
  });

  it('brings an example that it can compress, and saves no file for it unasked', async () => {
    await vscode.commands.executeCommand('mend.openExample');
    const { document, selection } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.ok(document.isUntitled);
    assert.match(document.lineAt(selection.active.line).text, /^Component:/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('goes on after the engine was restarted', async () => {
    await vscode.commands.executeCommand('mend.restartEngine');
    await open('sentiment.jsonl');
    assert.ok(await compress());
  });
});

describe('Every family', () => {
  const families = [
    { model: 'tiny-gpt2', family: 'gpt2', other: 'tiny-t5' },
    { model: 'tiny-t5', family: 't5', other: 'tiny-gpt2' },
  ];
  after(async () => {
    await set('model.folders', undefined);
    await set('model.id', undefined);
  });

  for (const { model, family, other } of families) {
    it(`compresses with ${model} and shows its vectors`, async () => {
      await set('model.folders', [fixture(model), fixture(other)]);
      await set('model.id', model);
      await open('intents.csv');
      const result = await compress();
      assert.equal(result?.model, model);
      const { vectors } = api().session();
      assert.equal(vectors?.contents.metadata.family, family);
      assert.equal(vectors.nearest?.length, vectors.contents.count);
    });

    it(`shows vectors of ${model} without it, but nothing that needs it`, async () => {
      await set('model.folders', [fixture(other)]);
      await set('model.id', other);
      const file = vscode.Uri.file(inWorkspace('intents.csv.mend.safetensors'));
      await vscode.commands.executeCommand('mend.openVectors', file);
      const { vectors } = api().session();
      assert.equal(vectors?.contents.metadata.family, family);
      assert.equal(vectors.nearest, undefined);
    });
  }
});

describe('Opening a vector file', () => {
  const openVectors = (file: string): Thenable<unknown> =>
    vscode.commands.executeCommand('mend.openVectors', vscode.Uri.file(file));

  before(async () => {
    await set('model.folders', [tiny]);
    await set('model.id', 'tiny-gpt2');
    await open('sentiment.jsonl');
    assert.ok(await compress());
  });
  after(async () => {
    await set('model.folders', undefined);
    await set('model.id', undefined);
  });

  it('shows one made before, with its labels as options', async () => {
    await openVectors(inWorkspace('intents.csv.mend.safetensors'));
    const { vectors, demonstrations, draft } = api().session();
    assert.equal(path.basename(vectors?.path ?? ''), 'intents.csv.mend.safetensors');
    assert.equal(demonstrations, undefined, 'demonstrations of other vectors stayed');
    assert.notEqual(draft.options, '');
  });

  it('compares with full ICL right away where the file keeps the text', async () => {
    await openVectors(inWorkspace('vectors/here/choose-first.md.mend.safetensors'));
    assert.equal(api().session().demonstrations?.demonstrations.length, 16);
  });

  for (const [what, bytes] of [
    ['an empty file', Buffer.alloc(0)],
    ['a text', Buffer.from('not a vector file')],
    ['a lying header', Buffer.from('ffffffffffffff7f', 'hex')],
  ] as const) {
    it(`refuses ${what} and keeps what was open`, async () => {
      mkdirSync(inWorkspace('bad'), { recursive: true });
      const file = inWorkspace('bad/bad.mend.safetensors');
      writeFileSync(file, bytes);
      const before = api().session().vectors;
      assert.equal(await openVectors(file), undefined);
      assert.equal(api().session().vectors, before);
    });
  }
});
