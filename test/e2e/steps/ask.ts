import type { FrameLocator } from 'playwright-core';

/** Types a query into the panel and asks for its answers. */
export async function ask(panel: FrameLocator, query: string): Promise<void> {
  await panel.locator('vscode-text-area textarea').fill(query);
  await panel.getByRole('button', { name: 'Predict' }).click();
}
