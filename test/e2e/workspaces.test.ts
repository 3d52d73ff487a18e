import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../harness/options';
import { Workbench } from '../harness/workbench';

const tiny = path.join(ROOT, 'test/fixtures/tiny-gpt2');
const byUser = { 'mend.model.folders': [tiny], 'mend.model.id': 'tiny-gpt2' };

/**
 * Compresses the open document until the file is there. A window that has just opened may not have read the settings yet that need trust
 * (`mend.model.folders`), and says that there is no such model: then asked again.
 */
async function compress(workbench: Workbench, file: string): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    await workbench.runCommand('MEND: Compress Demonstrations');
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      if (existsSync(file)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  assert.fail(`${file} was not written`);
}

describe('The extension in an untrusted folder', () => {
  it('works, but takes no model folder from it', async () => {
    const workbench = await Workbench.open({
      trusted: false,
      settings: { 'mend.model.id': 'tiny-gpt2' },
      folderSettings: byUser,
    });
    await workbench.openFile('sentiment.jsonl');
    await workbench.runCommand('MEND: Compress Demonstrations');
    await workbench.page
      .locator('.notifications-toasts')
      .getByText(/There is no model "tiny-gpt2"/)
      .waitFor();
    assert.deepEqual(
      readdirSync(workbench.profile.workspace).filter((name) => name.endsWith('.safetensors')),
      [],
    );
    await workbench.close();
  });

  it('saves vectors where the user says, not where the folder does', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'mend-out-'));
    const workbench = await Workbench.open({
      trusted: false,
      settings: byUser,
      folderSettings: { 'mend.output.folder': elsewhere },
    });
    await workbench.openFile('sentiment.jsonl');
    await compress(workbench, path.join(workbench.profile.workspace, 'sentiment.jsonl.mend.safetensors'));
    assert.deepEqual(readdirSync(elsewhere), []);
    await workbench.close();
    rmSync(elsewhere, { recursive: true });
  });
});

describe('The extension in a workspace of two folders', () => {
  it('takes for each document the settings of its own folder', async () => {
    const second = mkdtempSync(path.join(tmpdir(), 'mend-two-'));
    mkdirSync(path.join(second, '.vscode'));
    const settings = { 'mend.output.folder': 'vectors', 'mend.vectors.count': 3 };
    writeFileSync(path.join(second, '.vscode/settings.json'), JSON.stringify(settings));
    writeFileSync(path.join(second, 'second.txt'), 'Q: one\nA: 1\n\nQ: two\nA: 2\n\nQ: three\nA: 3\n');
    const workbench = await Workbench.open({ settings: byUser, secondFolder: second });

    await workbench.openFile('second.txt');
    await compress(workbench, path.join(second, 'vectors/second.txt.mend.safetensors'));
    const count = workbench.webview().locator('.tile dd').first();
    await count.getByText('3', { exact: true }).waitFor();

    await workbench.openFile('sentiment.jsonl');
    await compress(workbench, path.join(workbench.profile.workspace, 'sentiment.jsonl.mend.safetensors'));
    await count.getByText('8', { exact: true }).waitFor();
    assert.deepEqual(readdirSync(path.join(second, 'vectors')), ['second.txt.mend.safetensors']);
    await workbench.close();
    rmSync(second, { recursive: true });
  });
});
