import * as vscode from 'vscode';
import { catalogue, type CatalogueEntry, type HowToGet } from '../../models/catalogue/catalogue';
import { entrySummary, howToGet } from '../../models/catalogue/describeEntry';
import { convertCommand } from '../../models/add/convertCommand';
import { messageOf, UserError } from '../../shared/errors';
import { translate } from '../translate';
import type { Origin } from './origin';

interface OriginItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<Origin | undefined>;
}

/** Asks where a model is to come from. Undefined when nothing was chosen, or what was chosen takes other steps, which the user is told. */
export async function chooseOrigin(): Promise<Origin | undefined> {
  const items: OriginItem[] = [
    {
      label: `$(cloud-download) ${vscode.l10n.t('From the Hub…')}`,
      description: vscode.l10n.t('a repository with a model folder'),
      choose: askForRepository,
    },
    {
      label: `$(folder-opened) ${vscode.l10n.t('From a Folder…')}`,
      description: vscode.l10n.t('on this machine'),
      choose: () => askForPath(false),
    },
    {
      label: `$(file-zip) ${vscode.l10n.t('From an Archive…')}`,
      description: '.zip or .tar.gz',
      choose: () => askForPath(true),
    },
    { label: vscode.l10n.t('Known to work'), kind: vscode.QuickPickItemKind.Separator },
    ...catalogue.map(itemOf),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add a model'),
    placeHolder: vscode.l10n.t('Where is it to come from?'),
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
    detail: `${entrySummary(entry)} · ${nextStep(entry.get.how)}`,
    choose: () => startWith(entry),
  };
}

function nextStep(how: HowToGet['how']): string {
  switch (how) {
    case 'embedded':
      return vscode.l10n.t('here already');
    case 'hub':
      return vscode.l10n.t('ready to use');
    case 'convert':
      return vscode.l10n.t('a checkpoint: needs mend-train convert and a distiller');
    case 'manual':
      return vscode.l10n.t('distillers alone: downloaded by hand, then mend-train convert');
  }
}

async function startWith(entry: CatalogueEntry): Promise<Origin | undefined> {
  const { get } = entry;
  if (get.how === 'hub') return { repository: get.repository };
  const action = {
    embedded: vscode.l10n.t('Select Model'),
    convert: vscode.l10n.t('Copy Command'),
    manual: vscode.l10n.t('Open Page'),
  }[get.how];
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
    title: vscode.l10n.t('Add a model from the hub'),
    prompt: vscode.l10n.t(
      'The repository: owner/name, owner/name@revision, or its address. Nothing is downloaded before you agree.',
    ),
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        parseRepositoryName(text);
        return undefined;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return text.trim() === '' ? '' : messageOf(error, translate);
      }
    },
  });
  return repository === undefined ? undefined : { repository };
}

async function askForPath(archive: boolean): Promise<Origin | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: archive
      ? vscode.l10n.t('Add a model from an archive')
      : vscode.l10n.t('Add a model from a folder'),
    openLabel: vscode.l10n.t('Add'),
    canSelectFiles: archive,
    canSelectFolders: !archive,
    ...(archive && { filters: { Archives: ['zip', 'tgz', 'gz', 'tar'] } }),
  });
  const path = chosen?.[0]?.fsPath;
  return path === undefined ? undefined : { path };
}
