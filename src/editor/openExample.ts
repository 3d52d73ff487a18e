import * as vscode from 'vscode';

/** Reviews of things, since anybody can tell which are good. Short, so that all of it fits the embedded model. */
const example = `Decide whether a review is positive or negative.

Review: the soup was cold and the bread was old
Sentiment: negative

Review: a warm and funny film with a great cast
Sentiment: positive

Review: the room was clean and the bed was soft
Sentiment: positive

Review: it broke after one day and nobody answered my letter
Sentiment: negative

Review: the best pizza i have had in years
Sentiment: positive

Review: a long and boring story with a bad ending
Sentiment: negative

Review: the staff was kind and helped us with everything
Sentiment: positive

Review: loud music, dirty tables and a rude waiter
Sentiment: negative

Review: we loved the garden and the friendly owners
Sentiment:
`;

/** Opens a few-shot prompt to try things on, as a new document that is nobody's file. */
export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: example });
  const editor = await vscode.window.showTextDocument(document);
  const start = document.positionAt(example.indexOf('Review:'));
  editor.selection = new vscode.Selection(start, start);
}
