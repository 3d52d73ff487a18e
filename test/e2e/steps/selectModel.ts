import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { folderSettingsFile } from '../../harness/profile';
import type { Workbench } from '../../harness/workbench';

/** Chooses a model by its id, where the folder's settings already name one, and waits until they name this one. */
export async function selectModel(workbench: Workbench, id: string): Promise<void> {
  await workbench.runCommand('MEND: Select Model');
  await workbench.choose(id);
  // The file may be met half written, so its text is searched and not parsed.
  const named = new RegExp(`"mend\\.model\\.id":\\s*"${id}"`);
  const file = folderSettingsFile(workbench.profile);
  for (const end = Date.now() + 10_000; !named.test(readFileSync(file, 'utf8'));) {
    assert.ok(Date.now() < end, `the settings do not name ${id}`);
    await workbench.page.waitForTimeout(100);
  }
}
