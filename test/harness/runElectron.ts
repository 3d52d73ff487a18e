import path from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import { spawnSync } from 'node:child_process';
import { HOST, ROOT, vsix } from './options';
import { createProfile, type Profile } from './profile';

/** Runs the integration specs in a desktop VS Code, downloaded once; `MEND_VSCODE_VERSION` chooses which (default: stable). */
async function main(): Promise<void> {
  const profile = createProfile();
  try {
    const executable = await downloadAndUnzipVSCode(process.env['MEND_VSCODE_VERSION'] ?? 'stable');
    install(executable, profile);
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: HOST,
      extensionTestsPath: path.join(ROOT, 'out/harness/extensionHost.js'),
      launchArgs: [
        profile.workspace,
        ...folders(profile),
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
      ],
    });
  } finally {
    profile.dispose();
  }
}

function install(executable: string, profile: Profile): void {
  const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
  if (cli === undefined) throw new Error('The downloaded VS Code has no command line.');
  const { status } = spawnSync(cli, [...args, ...folders(profile), '--install-extension', vsix()], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`VS Code could not install ${vsix()} (exit code ${String(status)}).`);
}

const folders = (profile: Profile): string[] => [
  '--user-data-dir',
  profile.userData,
  '--extensions-dir',
  profile.extensions,
];

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
