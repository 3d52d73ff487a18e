import * as vscode from 'vscode';

/** A table that stands nowhere but here, so that zero-shot can only guess: what the embedded model is measurably good at. */
const example = `# Which team owns which component

A table that stands nowhere but here: the answer can only come from the demonstrations.

Component: reports
Team: blue

Component: backup
Team: green

Component: billing
Team: red

Component: email
Team: red

Component: login
Team: green

Component: email
Team: red

Component: billing
Team: red

Component: login
Team: green

Component: search
Team: blue

Component: login
Team: green

Component: email
Team: red

Component: billing
Team: red

Component: backup
Team: green

Component: search
Team: blue

Component: reports
Team: blue

Component: search
Team: blue

Component: login
Team:
`;

/** Opens a few-shot prompt to try things on, as a new document that is nobody's file. */
export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: example });
  const editor = await vscode.window.showTextDocument(document);
  const start = document.positionAt(example.indexOf('Component:'));
  editor.selection = new vscode.Selection(start, start);
}
