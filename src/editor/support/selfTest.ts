import * as vscode from 'vscode';
import type { SelfTestResult } from '../../engine/selfTest/selfTest';
import type { Translate } from '../../shared/sentence';
import type { Services } from '../services';
import { versionFacts } from './copyDiagnostics';

/** Runs the self-test on the embedded model in an engine of its own, and shows how it went. */
export async function selfTestCommand(services: Services): Promise<SelfTestResult | undefined> {
  const { freshEngine, models, reports, tasks } = services;
  const result = await tasks.run(vscode.l10n.t('Self-test'), 'notification', async (context) => {
    const model = await models.embeddedDefault();
    // Brings the schema validator, which activation must not wait for.
    const { selfTest } = await import('../../engine/selfTest/selfTest');
    const engine = freshEngine();
    try {
      return await selfTest(engine, model, context);
    } finally {
      await engine.dispose();
    }
  });
  if (!result) return undefined;
  const { selfTestReport } = await import('../../engine/selfTest/report');
  const translate: Translate = (template, ...values) => vscode.l10n.t(template, ...values);
  await reports.show(
    vscode.l10n.t('MEND self-test'),
    selfTestReport(result, known(versionFacts()), translate),
  );
  return result;
}

function known(facts: ReturnType<typeof versionFacts>): readonly (readonly [string, string])[] {
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
}
