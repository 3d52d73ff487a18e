import * as vscode from 'vscode';
import { catalogue, type CatalogueEntry } from '../../models/catalogue/catalogue';
import { entrySummary, howToGet } from '../../models/catalogue/describeEntry';
import { convertCommand } from '../../models/add/convertCommand';
import type { Origin } from './origin';

interface OriginItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<Origin | undefined>;
}

/** Asks where a model is to come from. Undefined when nothing was chosen, or what was chosen takes other steps, which the user is told. */
export async function chooseOrigin(): Promise<Origin | undefined> {
  const items: OriginItem[] = [
    {
      label: '$(cloud-download) From the Hub…',
      description: 'a repository with a model folder',
      choose: askForRepository,
    },
    {
      label: '$(folder-opened) From a Folder…',
      description: 'on this machine',
      choose: () => askForPath(false),
    },
    { label: '$(file-zip) From an Archive…', description: '.zip or .tar.gz', choose: () => askForPath(true) },
    { label: 'Known to work', kind: vscode.QuickPickItemKind.Separator },
    ...catalogue.map(itemOf),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Add a model',
    placeHolder: 'Where is it to come from?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.choose?.();
}

const icons = {
  embedded: 'check',
  hub: 'cloud-download',
  convert: 'tools',
  manual: 'link-external',
} as const;

function itemOf(entry: CatalogueEntry): OriginItem {
  return {
    label: `$(${icons[entry.get.how]}) ${entry.name}`,
    description: entry.id,
    detail: `${entrySummary(entry)} · ${nextStep[entry.get.how]}`,
    choose: () => startWith(entry),
  };
}

const nextStep = {
  embedded: 'here already',
  hub: 'ready to use',
  convert: 'a checkpoint: needs mend-train convert and a distiller',
  manual: 'distillers alone: downloaded by hand, then mend-train convert',
} as const;

async function startWith(entry: CatalogueEntry): Promise<Origin | undefined> {
  const { get } = entry;
  if (get.how === 'hub') return { repository: get.repository };
  const action = get.how === 'convert' ? 'Copy Command' : get.how === 'manual' ? 'Open Page' : 'Select Model';
  const answer = await vscode.window.showInformationMessage(howToGet(entry), action);
  if (answer === undefined) return undefined;
  if (get.how === 'convert') await vscode.env.clipboard.writeText(convertCommand(get.repository));
  else if (get.how === 'manual') await vscode.env.openExternal(vscode.Uri.parse(get.page));
  else await vscode.commands.executeCommand('mend.selectModel');
  return undefined;
}

async function askForRepository(): Promise<Origin | undefined> {
  const { parseRepositoryName } = await import('../../models/add');
  const repository = await vscode.window.showInputBox({
    title: 'Add a model from the hub',
    prompt:
      'The repository: owner/name, owner/name@revision, or its address. Nothing is downloaded before you agree.',
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        parseRepositoryName(text);
        return undefined;
      } catch (error) {
        return text.trim() === '' ? '' : (error as Error).message;
      }
    },
  });
  return repository === undefined ? undefined : { repository };
}

async function askForPath(archive: boolean): Promise<Origin | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: archive ? 'Add a model from an archive' : 'Add a model from a folder',
    openLabel: 'Add',
    canSelectFiles: archive,
    canSelectFolders: !archive,
    ...(archive && { filters: { Archives: ['zip', 'tgz', 'gz', 'tar'] } }),
  });
  const path = chosen?.[0]?.fsPath;
  return path === undefined ? undefined : { path };
}
