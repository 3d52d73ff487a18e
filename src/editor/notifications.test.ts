import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const NOTIFYING = /^show(Information|Warning)Message$/;

/** The calls in a file that show a notification and offer nothing to choose. */
function mereNews(file: string): readonly string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      NOTIFYING.test(node.expression.name.text) &&
      !node.arguments.slice(1).some((argument) => !ts.isObjectLiteralExpression(argument))
    )
      found.push(`${file}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const files = ['src/editor', 'src/panel'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.ts$/.test(name))
    .map((name) => path.join(folder, name)),
);

describe('notifications', () => {
  it('ask something of the user, or are errors: what is mere news stands in the status bar', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(mereNews)).toEqual([]);
  });
});
