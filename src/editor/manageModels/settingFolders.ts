import * as vscode from 'vscode';

/** The folders of `mend.model.folders` that the user set for all windows: what a workspace sets is not ours to change. */
function userFolders(): { settings: vscode.WorkspaceConfiguration; folders: readonly string[] } {
  const settings = vscode.workspace.getConfiguration('mend');
  return { settings, folders: settings.inspect<string[]>('model.folders')?.globalValue ?? [] };
}

export async function addFolderToSetting(folder: string): Promise<void> {
  const { settings, folders } = userFolders();
  await settings.update('model.folders', [...folders, folder], vscode.ConfigurationTarget.Global);
}

/** Whether the user's setting names this very folder, and not one around it. */
export function isInSetting(folder: string): boolean {
  return userFolders().folders.includes(folder);
}

export async function takeFolderFromSetting(folder: string): Promise<void> {
  const { settings, folders } = userFolders();
  const rest = folders.filter((one) => one !== folder);
  await settings.update(
    'model.folders',
    rest.length > 0 ? rest : undefined,
    vscode.ConfigurationTarget.Global,
  );
}
