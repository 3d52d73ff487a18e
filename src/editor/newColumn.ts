import * as vscode from 'vscode';

/** Where a document opens that a command brings: beside a page that is no text, such as the walkthrough, so that it stays in sight. */
export function newColumn(): vscode.ViewColumn {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const isPage = activeTab !== undefined && vscode.window.activeTextEditor === undefined;
  return isPage ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
