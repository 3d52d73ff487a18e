import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { settingIds } from '../ids';
import type { Services } from '../services';
import { diagnosticsReport, engineFacts, type Facts, sessionFacts } from './diagnostics';
import { tell } from '../tell';
import { scrub } from './scrub';
import { settingFacts } from './settingFacts';

const clean = (text: string): string => scrub(text, os.homedir());

/** Puts onto the clipboard what a report of a fault needs, without anything that the user wrote. Starts nothing: what does not run is not asked. */
export async function copyDiagnostics(services: Services): Promise<void> {
  const { engine, session, reporter } = services;
  const status = engine.state === 'running' ? await engine.status({}).catch(() => undefined) : undefined;
  const report = diagnosticsReport(
    [
      ['Versions', versionFacts()],
      ['Machine', machineFacts()],
      ['Workspace', workspaceFacts()],
      ['Engine', engineFacts(engine.state, status, clean)],
      ['Models', await modelFacts(services)],
      ['Changed settings', settingFacts(settings())],
      ['Open in the panel', sessionFacts(session.state)],
    ],
    reporter.log.lines,
  );
  await vscode.env.clipboard.writeText(report);
  tell(vscode.l10n.t('the diagnostics are on the clipboard.'));
}

/** What the self-test names too. */
export function versionFacts(): Facts {
  return [
    ['MEND', version],
    [
      'VS Code',
      `${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    ],
    ['remote', vscode.env.remoteName],
    ['Node of the extension host', process.versions.node],
    ['Electron', process.versions['electron']],
    ['language', vscode.env.language],
  ];
}

function machineFacts(): Facts {
  const cpus = os.cpus();
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    ['platform', `${process.platform}-${process.arch}, ${os.release()}`],
    ['processor', `${cpus[0]?.model.trim() ?? 'unknown'}, ${cpus.length} cores`],
    ['memory', `${gigabytes(os.totalmem())}, ${gigabytes(os.freemem())} free`],
  ];
}

function workspaceFacts(): Facts {
  return [
    ['trusted', vscode.workspace.isTrusted],
    ['folders', vscode.workspace.workspaceFolders?.length ?? 0],
  ];
}

async function modelFacts({ models }: Services): Promise<Facts> {
  return (await models.find()).map(({ folder, manifest, problem }) => {
    if (!manifest) return [path.basename(folder), clean(problem.message)] as const;
    const { family, distiller, target } = manifest;
    return [manifest.id, `${family}, ${distiller.vectors} vectors of width ${target.width}`] as const;
  });
}

function settings(): Parameters<typeof settingFacts>[0] {
  const configuration = vscode.workspace.getConfiguration();
  return settingIds.map((id) => ({
    id,
    value: configuration.get(id),
    defaultValue: configuration.inspect(id)?.defaultValue,
  }));
}
