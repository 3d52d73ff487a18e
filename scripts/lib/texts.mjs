import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from './paths.mjs';

/** Functions whose first argument is a text for the user in English: VS Code's `l10n.t`, and what stands for it where there is no VS Code, and in webviews. */
const TRANSLATING = new Set(['t', 'translate', 'sentence', 'withElements']);

/** The bundle of texts as VS Code takes it: each stands for itself. Translations go beside it, as `bundle.l10n.de.json`. */
export function bundle() {
  const texts = sourceFiles().flatMap((file) => textsIn(readFileSync(inRoot(file), 'utf8'), file));
  const entries = [...new Set(texts)].sort().map((text) => [text, text]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function sourceFiles() {
  return ['src', 'webview'].flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true })
      .filter((file) => /(?<!\.test)\.ts$/.test(file) && !/[\\/]testing[\\/]/.test(file))
      .map((file) => path.join(folder, file)),
  );
}

/** The texts in one file. A text that is put together when the program runs cannot be translated, and fails. */
export function textsIn(source, file = 'source.ts') {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && TRANSLATING.has(calledName(node.expression)))
      texts.push(...literals(node.arguments[0], file));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

function calledName(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) && expression.expression.getText().endsWith('l10n')
    ? expression.name.text
    : undefined;
}

/** One literal, or one of several, also of those in a table of this file. Other values are no texts, or were found where they were written. */
function literals(node, file) {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((one) => literals(one, file));
  if (ts.isElementAccessExpression(node)) return tableTexts(node);
  if (ts.isBinaryExpression(node)) {
    const parts = [node.left, node.right].flatMap((side) => literals(side, file));
    if (parts.length === 2) return [parts.join('')];
  }
  if (!ts.isBinaryExpression(node) && !ts.isTemplateExpression(node)) return [];
  throw new Error(`${file}: the text ${node.getText()} is put together when the program runs: write it out.`);
}

/** Every text in the constant that is looked into, as in `texts[kind]`. */
function tableTexts(access) {
  let root = access.expression;
  while (ts.isElementAccessExpression(root) || ts.isPropertyAccessExpression(root)) root = root.expression;
  const texts = [];
  const collect = (node) => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else ts.forEachChild(node, collect);
  };
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === root.getText() && node.initializer)
      collect(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(access.getSourceFile());
  return texts;
}
