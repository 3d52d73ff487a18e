import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench';

const STEPS = ['readOnce', 'selfTest', 'selectModel', 'openExample', 'compress'];

describe('The walkthrough', () => {
  let workbench: Workbench;
  before(async () => {
    // Dialogs of files in the workbench, not the system's; wide enough for the pictures, which a narrow page leaves out.
    const settings = { 'files.simpleDialog.enable': true };
    workbench = await Workbench.open({ settings, width: 1900, height: 900 });
  });
  after(() => workbench.close());

  /** The step's row, opened. */
  async function step(id: string): Promise<Locator> {
    const row = workbench.page.locator(`.step-list-container [data-step-id$="#${id}"]`);
    await row.click();
    return row;
  }

  it('shows five steps with pictures in the colours of the theme', async () => {
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput().fill('Get Started with MEND');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'MEND' }).first().waitFor();
    // The tooltip of the list's first entry may lie over it.
    await workbench.page.keyboard.press('Enter');
    const steps = workbench.page.locator('.step-list-container .getting-started-step');
    await steps.nth(STEPS.length - 1).waitFor();
    assert.equal(await steps.count(), STEPS.length);
    for (const id of STEPS) {
      await step(id);
      const picture = workbench.webview().locator('svg');
      await picture.waitFor();
      const line = picture.locator('[stroke]').first();
      assert.match(await line.evaluate((shape) => getComputedStyle(shape).stroke), /^rgb/);
      await workbench.screenshot(`walkthrough-${id}`);
    }
  });

  it('opens the example beside itself and ends with it compressed', async () => {
    await step('openExample');
    await workbench.page.getByRole('button', { name: 'Open Example' }).click();
    await workbench.page.locator('.tab', { hasText: 'Which team owns' }).first().waitFor();
    await step('compress');
    await workbench.page.getByRole('button', { name: 'Compress Demonstrations' }).first().click();
    // The dialog proposes a name in the workspace.
    await workbench.quickInput().waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('[data-done-step-id$="#compress"][aria-checked="true"]').first().waitFor();
    const files = readdirSync(workbench.profile.workspace);
    const written = files.filter((name) => name.endsWith('.mend.safetensors'));
    assert.equal(written.length, 1, written.join());
    await workbench.screenshot('walkthrough-done');
  });
});
