import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { ROOT } from '../../harness/options';

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Runs axe-core in a page or frame. Returns one line a finding, so that a failing test says what is wrong where. */
export async function auditAccessibility(target: Page | Frame): Promise<readonly string[]> {
  const file = createRequire(path.join(ROOT, 'package.json')).resolve('axe-core/axe.min.js');
  // Evaluated by the debugger, which the page's policy does not concern.
  await target.evaluate(readFileSync(file, 'utf8'));
  const { violations } = await target.evaluate(() =>
    (window as unknown as { axe: { run(root: Document): Promise<AxeResults> } }).axe.run(document),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
