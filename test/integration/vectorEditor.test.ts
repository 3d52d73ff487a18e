import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CompressResult } from '../../src/engine/methods';
import type { ExtensionApi } from '../../src/extension';
import { ROOT } from '../harness/options';

const tiny = path.join(ROOT, 'test/fixtures/tiny-gpt2');

const api = (): ExtensionApi => {
  const extension = vscode.extensions.getExtension<ExtensionApi>('mend-distill.mend-distill');
  assert.ok(extension);
  return extension.exports;
};
const inWorkspace = (name: string): string => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return path.join(folder.uri.fsPath, name);
};
const vectorsOf = (name: string): string => inWorkspace(`${name}.mend.safetensors`);

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('mend').update(name, value, vscode.ConfigurationTarget.Global);
}

/** What `look` finds, as soon as it finds anything. */
async function eventually<T>(
  what: string | (() => string),
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const end = Date.now() + 30_000; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) assert.fail(`${typeof what === 'string' ? what : what()} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const reviews = (label: string): string =>
  ['The sauce was cold.', 'I would come again.', 'Nothing to say.']
    .map((text, index) => `Review: ${text}\nLabel: ${label} ${index}\n`)
    .join('\n');

async function show(name: string, text: string): Promise<vscode.TextEditor> {
  writeFileSync(inWorkspace(name), text);
  return vscode.window.showTextDocument(vscode.Uri.file(inWorkspace(name)), { preview: false });
}

/** Compresses a document with these reviews. */
async function compressed(name: string, label: string): Promise<vscode.Uri> {
  await show(name, reviews(label));
  const result = await vscode.commands.executeCommand<CompressResult>('mend.compress');
  assert.equal(result.file, vectorsOf(name));
  return vscode.Uri.file(result.file);
}

const fileOf = (uri: vscode.Uri) =>
  api()
    .vectorEditors()
    .files.find((file) => file.uri.toString() === uri.toString());

/** A file system that holds one file. */
function memory(only: vscode.Uri, bytes: Uint8Array): vscode.FileSystemProvider {
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => {
      if (uri.path !== only.path) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    },
    readFile: () => bytes,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}

before(async () => {
  await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
});

describe('The editor for vector files', () => {
  let first: vscode.Uri;
  let second: vscode.Uri;
  before(async () => {
    await set('model.folders', [tiny]);
    await set('model.id', 'tiny-gpt2');
    await set('output.keepText', true);
    first = await compressed('seen.md', 'one');
    await set('output.keepText', undefined);
    second = await compressed('other.md', 'two');
  });
  after(async () => {
    await set('model.folders', undefined);
    await set('model.id', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens them by itself, with pictures at once and what needs the model later', async () => {
    await vscode.commands.executeCommand('vscode.open', first);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? assert.fail('no tab');
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, 'mend.vectorEditor');
    const state = await eventually('the nearest tokens', () => {
      const now = fileOf(first)?.state;
      return now?.vectors?.nearest && now;
    });
    assert.equal(state.vectors?.nearest?.length, state.vectors?.statistics.count);
    assert.equal(state.plane?.points.length, state.vectors?.statistics.count);
    assert.ok(state.askable);
    const { kept } = state.cost ?? {};
    assert.ok(kept?.tokenBytes !== undefined && kept.tokenBytes > kept.vectorBytes);
    assert.deepEqual(state.notes, []);
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    assert.ok(!sharedObjects.some((library) => library.includes('onnxruntime')));
  });

  it('answers a query in all four ways where the file keeps the text, and with the vectors alone where not', async () => {
    const arms = async (uri: vscode.Uri): Promise<readonly string[]> => {
      await vscode.commands.executeCommand('vscode.open', uri);
      const file = await eventually('the model', () =>
        fileOf(uri)?.state.askable ? fileOf(uri) : undefined,
      );
      await file.predict({ input: 'Cold soup.', options: 'one 0, one 1' });
      assert.equal(file.state.error, undefined);
      return Object.keys(file.state.prediction?.result.arms ?? {}).sort();
    };
    assert.deepEqual(await arms(first), ['distilled', 'fewerShot', 'fullIcl', 'zeroShot']);
    assert.deepEqual(await arms(second), ['distilled']);
  });

  it('follows the file, and says in one sentence what is wrong with one that is damaged or gone', async () => {
    const copy = vscode.Uri.file(inWorkspace('copy.mend.safetensors'));
    copyFileSync(first.fsPath, copy.fsPath);
    await vscode.commands.executeCommand('vscode.open', copy);
    await eventually('the copy', () => fileOf(copy)?.state.vectors);
    writeFileSync(copy.fsPath, readFileSync(first.fsPath).subarray(0, 200));
    const problem = await eventually('the damage', () => fileOf(copy)?.state.problem);
    assert.match(problem, /copy\.mend\.safetensors is truncated or damaged .+\.$/);
    assert.equal(fileOf(copy)?.state.vectors, undefined);
    copyFileSync(second.fsPath, copy.fsPath);
    await eventually('the other file', () => fileOf(copy)?.state.vectors);
    rmSync(copy.fsPath);
    assert.match(await eventually('its end', () => fileOf(copy)?.state.problem), /is not there any more/);
  });

  it('compares two that are selected in the explorer', async () => {
    await vscode.commands.executeCommand('mend.compareVectors', first, [first, second]);
    const comparison = await eventually('the comparison', () => {
      const [only] = api().vectorEditors().comparisons;
      return only?.state.files && only;
    });
    const { findings, similarity, matching, askable } = comparison.state;
    assert.match(findings[0] ?? '', /^Both were made for the same .+ by the same distiller/);
    assert.match(findings[1] ?? '', /^They share none of their 3 and 3 demonstrations/);
    assert.equal(similarity?.length, matching?.length);
    assert.ok(askable);
    await comparison.ask({ input: 'Cold soup.\n\nWarm soup.', options: 'good, bad' });
    assert.equal(comparison.state.error, undefined);
    assert.deepEqual(
      comparison.state.answers?.map(({ query }) => query),
      ['Cold soup.', 'Warm soup.'],
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually('its end', () => (api().vectorEditors().comparisons.length === 0 ? true : undefined));
  });

  it('shows one in a virtual workspace, and says what needs the disk', async () => {
    const bytes = readFileSync(first.fsPath);
    const uri = vscode.Uri.parse('memory:/prompts/seen.mend.safetensors');
    const provider = vscode.workspace.registerFileSystemProvider('memory', memory(uri, bytes), {
      isReadonly: true,
    });
    await vscode.commands.executeCommand('vscode.open', uri);
    const state = await eventually('its note', () => {
      const now = fileOf(uri)?.state;
      return now && now.notes.length > 0 ? now : undefined;
    });
    assert.equal(state.vectors?.bytes, bytes.length);
    assert.ok(state.plane && state.cost?.kept);
    assert.equal(state.askable, false);
    assert.match(state.notes.join(), /need the file on this machine’s disk/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    provider.dispose();
  });

  it('lets go of what is closed', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('the end', () => (api().vectorEditors().files.length === 0 ? true : undefined));
  });
});

describe('Paths of vector files in documents', () => {
  const code = 'vectors = load("prompts.md.mend.safetensors")\nother = load("nowhere.mend.safetensors")\n';
  let uri: vscode.Uri;
  before(async () => {
    await set('model.folders', [tiny, path.join(ROOT, 'test/fixtures/tiny-t5')]);
    await set('model.id', 'tiny-gpt2');
    await compressed('prompts.md', 'one');
    uri = (await show('uses.py', code)).document.uri;
  });
  after(async () => {
    for (const name of ['model.folders', 'model.id', 'references.enabled']) await set(name, undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const marks = (): readonly string[] =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === 'MEND')
      .map(({ code: mark, range }) => `${typeof mark === 'string' ? mark : ''} ${range.start.line}`)
      .sort();
  const marked = (expected: readonly string[]): Promise<boolean> =>
    eventually(
      () => `${expected.join()} instead of ${marks().join()}`,
      () => (marks().join() === expected.join() ? true : undefined),
    );
  const fixes = (line: number): Thenable<readonly vscode.CodeAction[]> =>
    vscode.commands.executeCommand(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(line, 20, line, 20),
      vscode.CodeActionKind.QuickFix.value,
    );
  const run = async ({ command }: vscode.CodeAction): Promise<void> => {
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
  };

  it('say what they lead to when they are pointed at', async () => {
    const at = new vscode.Position(0, 22);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      at,
    );
    const text = hovers
      .flatMap(({ contents }) => contents as vscode.MarkdownString[])
      .map(({ value }) => value);
    const ours = text.find((one) => one.includes('vectors')) ?? assert.fail(text.join());
    assert.match(ours.replaceAll('\\', ''), /\d+ vectors of width \d+ for/);
    assert.match(ours.replaceAll('\\', ''), /Fresh: made from the demonstrations in prompts.md as they are/);
    assert.match(ours, /command:vscode\.open\?/);
  });

  it('are marked where nothing is there, with a way to change that', async () => {
    await marked(['missing-vectors 1']);
    assert.deepEqual(await fixes(0), []);
    writeFileSync(inWorkspace('nowhere'), reviews('three'));
    const [compress] = await fixes(1);
    assert.equal(compress?.title, 'Compress nowhere');
    assert.equal(compress.command?.command, 'mend.compress');
    await run(compress);
    assert.ok(existsSync(vectorsOf('nowhere')));
    await vscode.window.showTextDocument(uri);
    await marked([]);
  });

  it('are marked where the document was changed since, until it is compressed again', async () => {
    writeFileSync(inWorkspace('prompts.md'), reviews('one').replace('one 1', 'another'));
    await vscode.window.showTextDocument(vscode.Uri.file(inWorkspace('prompts.md')));
    await eventually('the change', () =>
      vscode.window.activeTextEditor?.document.getText().includes('another') ? true : undefined,
    );
    await vscode.window.showTextDocument(uri);
    await marked(['stale-vectors 0']);
    const [again, open] = await fixes(0);
    assert.equal(again?.title, 'Compress the demonstrations again');
    assert.equal(open?.title, 'Open prompts.md');
    await run(again);
    await vscode.window.showTextDocument(uri);
    await marked([]);
  });

  it('are marked where another model is chosen, or theirs is not here', async () => {
    await set('model.id', 'tiny-t5');
    await marked(['other-model 0', 'other-model 1']);
    await set('model.folders', [path.join(ROOT, 'test/fixtures/tiny-t5')]);
    await marked(['missing-model 0', 'missing-model 1']);
    await set('references.enabled', false);
    await marked([]);
    await set('references.enabled', undefined);
    await set('model.folders', [tiny]);
    await set('model.id', 'tiny-gpt2');
    await marked([]);
  });
});
