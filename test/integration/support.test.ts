import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SelfTestResult } from '../../src/engine/selfTest/selfTest';

describe('Self-test and diagnostics', () => {
  before(async () => {
    await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
  });

  it('runs the whole path on the embedded model without a connection, and shows a report', async () => {
    const result = await vscode.commands.executeCommand<SelfTestResult | undefined>('mend.selfTest');
    assert.ok(result);
    assert.deepEqual(
      result.steps.filter(({ ok }) => !ok),
      [],
    );
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no report is shown');
    assert.equal(document.uri.scheme, 'mend-report');
    assert.ok(!document.isDirty);
    assert.match(document.getText(), /\*\*Passed\*\*: all 9 checks/);
    assert.match(document.getText(), /0 sockets, 0 name look-ups and 0 processes begun/);
    assert.match(document.getText(), /- MEND: \d+\.\d+\.\d+/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('copies diagnostics that hold nothing of what the user wrote, nor where', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no workspace');
    const secret = path.join(folder, 'classified-name.csv');
    // Fails, with a sentence about what stands there.
    writeFileSync(secret, 'classified,words\n"classified,text\n');
    await vscode.commands.executeCommand('mend.compress', vscode.Uri.file(secret));
    await vscode.commands.executeCommand(
      'mend.openVectors',
      vscode.Uri.file(path.join(folder, 'classified.mend.safetensors')),
    );
    await vscode.commands.executeCommand('mend.copyDiagnostics');
    const report = await vscode.env.clipboard.readText();
    for (const part of [
      '# MEND: diagnostics',
      '- MEND: ',
      '- VS Code: ',
      '- platform: ',
      '- mend-gpt2-mini: ',
      '## Last log lines',
    ])
      assert.ok(report.includes(part), part);
    assert.match(report, /error a sentence about the text \(bad\w+\)/);
    assert.doesNotMatch(report, /classified[ ,"-]|classified-name/);
    assert.ok(!report.includes(folder));
  });
});
