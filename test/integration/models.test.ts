import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { goodToken, type HubServer, startHub } from '../../src/models/testing/hubServer';
import { startProxy } from '../../src/models/testing/proxyServer';
import { ROOT } from '../harness/options';

const tiny = path.join(ROOT, 'test/fixtures/tiny-gpt2');
const files = Object.fromEntries(
  readdirSync(tiny).map((name) => [name, readFileSync(path.join(tiny, name))]),
);

/** Runs MEND: Add Model and agrees to what it shows, which is a list whose first item goes on. */
async function add(target: vscode.Uri): Promise<string | undefined> {
  let isOver = false;
  const adding = vscode.commands
    .executeCommand<string | undefined>('mend.addModel', target)
    .then((folder) => ((isOver = true), folder));
  const agree = setInterval(
    () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
    200,
  );
  try {
    const folder = await adding;
    assert.ok(isOver);
    return folder;
  } finally {
    clearInterval(agree);
  }
}

describe('Adding models', () => {
  let hub: HubServer;
  let added: string | undefined;
  before(async () => {
    hub = await startHub({
      'me/tiny': { files, card: { license: 'apache-2.0' } },
      'me/gated': { files, gated: true },
    });
    process.env['HF_ENDPOINT'] = hub.endpoint;
  });
  after(async () => {
    delete process.env['HF_ENDPOINT'];
    delete process.env['HF_TOKEN'];
    await hub.close();
  });
  afterEach(() => {
    if (added !== undefined) rmSync(added, { recursive: true, force: true });
    added = undefined;
  });

  it('fetches one from the hub, over connections that break, into the storage of the extension', async () => {
    hub.fail('file=model.safetensors', { dieAfter: 5000 });
    added = await add(vscode.Uri.parse(`${hub.endpoint}/me/tiny`));
    assert.ok(added);
    assert.match(added, /globalStorage.*mend-distill.*tiny-gpt2$/);
    for (const [name, bytes] of Object.entries(files))
      assert.ok(readFileSync(path.join(added, name)).equals(bytes), name);
    assert.ok(hub.requests.some(({ range }) => range === 'bytes=5000-'));
  });

  it('gives the token to the hub, and not to where it redirects to', async () => {
    assert.equal(await add(vscode.Uri.parse(`${hub.endpoint}/me/gated`)), undefined);
    process.env['HF_TOKEN'] = goodToken;
    hub.requests.length = 0;
    added = await add(vscode.Uri.parse(`${hub.endpoint}/me/gated`));
    assert.ok(added && existsSync(added));
    const seen = (server: string): (string | undefined)[] =>
      hub.requests.filter((request) => request.server === server).map(({ authorization }) => authorization);
    assert.deepEqual([...new Set(seen('hub'))], [`Bearer ${goodToken}`]);
    assert.deepEqual([...new Set(seen('cdn'))], [undefined]);
  });

  it('goes through the proxy of the settings', async () => {
    // A hub that only the proxy finds.
    const proxy = await startProxy({ 'hub.invalid': hub.endpoint });
    process.env['HF_ENDPOINT'] = 'http://hub.invalid';
    const http = vscode.workspace.getConfiguration('http');
    await http.update('proxy', proxy.address, vscode.ConfigurationTarget.Global);
    try {
      added = await add(vscode.Uri.parse('https://hub.invalid/me/tiny'));
      assert.ok(added && existsSync(added));
      assert.ok(proxy.asked.some((host) => host.startsWith('hub.invalid')));
    } finally {
      await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
      process.env['HF_ENDPOINT'] = hub.endpoint;
      await proxy.close();
    }
  });

  it('copies one from a folder', async () => {
    added = await add(vscode.Uri.file(tiny));
    assert.ok(added && existsSync(path.join(added, 'mend.json')));
  });
});
