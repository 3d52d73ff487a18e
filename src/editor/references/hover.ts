import * as path from 'node:path';
import * as vscode from 'vscode';
import { findReferences } from './findReferences';
import { markdownText } from './markdownText';
import { placesOf } from './places';
import type { FactReader } from './readFacts';
import { summaryLines } from './summary';

/** Characters of a line on either side of the pointer that are looked at: lines of minified files have millions. */
const AROUND = 2048;

/** What the file behind a path is, for whoever points at it, in any text. */
export class ReferenceHover implements vscode.HoverProvider {
  constructor(private readonly facts: FactReader) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { text } = document.lineAt(position.line);
    const from = Math.max(0, position.character - AROUND);
    const at = position.character - from;
    const references = findReferences(text.slice(from, position.character + AROUND));
    const reference = references.find(({ start, end }) => start <= at && at <= end);
    if (!reference) return undefined;
    const { file } = await placesOf(document, reference.path);
    if (!file || token.isCancellationRequested) return undefined;
    const facts = await this.facts.of(file);
    const lines = summaryLines(
      facts,
      {
        document: facts.source ? path.basename(facts.source.document.fsPath) : '',
        created: facts.file ? new Date(facts.file.metadata.created).toLocaleString(vscode.env.language) : '',
      },
      vscode.l10n.t,
    );
    const range = new vscode.Range(
      position.line,
      from + reference.start,
      position.line,
      from + reference.end,
    );
    return new vscode.Hover(contents(file, lines, facts.source?.document), range);
  }
}

/** Everything that a file says is text, never markup. */
function contents(
  file: vscode.Uri,
  lines: readonly string[],
  source: vscode.Uri | undefined,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: ['vscode.open', 'mend.compareVectors'] };
  markdown.appendMarkdown(`**${markdownText(vscode.workspace.asRelativePath(file))}**\n\n`);
  for (const line of lines) markdown.appendMarkdown(`- ${markdownText(line)}\n`);
  const links = [
    link(vscode.l10n.t('Open'), 'vscode.open', file),
    link(vscode.l10n.t('Compare with …'), 'mend.compareVectors', file),
    ...(source ? [link(vscode.l10n.t('Open its document'), 'vscode.open', source)] : []),
  ];
  return markdown.appendMarkdown(`\n${links.join(' · ')}`);
}

function link(title: string, command: string, uri: vscode.Uri): string {
  return `[${markdownText(title)}](command:${command}?${encodeURIComponent(JSON.stringify([uri]))})`;
}
