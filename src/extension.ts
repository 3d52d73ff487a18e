import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { createBlocks } from './editor/blocks';
import { createEngine } from './editor/engine';
import { EngineStatusBar } from './editor/engineStatus/statusBar';
import { registerFeatures } from './editor/features';
import { panelPins } from './editor/pins/panelPins';
import { viewId } from './editor/ids';
import { Models } from './editor/models';
import { predict } from './editor/predict';
import { Reporter } from './editor/reporter';
import { restoreSession } from './editor/restore';
import type { Services } from './editor/services';
import { Session } from './editor/session';
import { readSettings } from './editor/settings';
import { RecentLog } from './editor/support/recentLog';
import { Reports } from './editor/support/reports';
import { scrub } from './editor/support/scrub';
import { Tasks } from './editor/tasks';
import { PanelView } from './panel/panelView';
import { previewPredictions } from './preview/openPreview';
import { registerPreview } from './preview/restorePreview';
import { type OpenPages, registerVectorEditor } from './vectorEditor/register';

/** What tests may look at. */
export interface ExtensionApi {
  readonly engineState: () => string;
  readonly session: () => Session['state'];
  readonly vectorEditors: () => OpenPages;
}

let endEngine: (() => Promise<void>) | undefined;

/** Builds the parts and registers them. Loads no model and starts no process: the first use does. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const channel = vscode.window.createOutputChannel('MEND', { log: true });
  const log = new RecentLog(channel, (line) => scrub(line, homedir()));
  const reports = new Reports();
  const reporter = new Reporter(log);
  const session = new Session(context.workspaceState);
  const ownFolder = (...names: string[]) => vscode.Uri.joinPath(context.extensionUri, ...names);
  const storage = (name: string) => vscode.Uri.joinPath(context.globalStorageUri, name).fsPath;
  const cuda = { native: ownFolder('dist', 'native').fsPath, store: storage('cuda') };
  const { engine, freshEngine, watching } = createEngine(context.extensionPath, cuda, log);
  const statusBar = new EngineStatusBar(engine, reporter);
  endEngine = () => engine.dispose();
  const tasks = new Tasks(session, reporter, async () => {
    const status = engine.state === 'running' ? await engine.status({}) : undefined;
    statusBar.update(status);
    return status;
  });
  const models = new Models(ownFolder('models').fsPath, storage('models'));
  const blocks = createBlocks(
    { engine, models, reporter, session },
    context.extensionPath,
    context.workspaceState,
  );
  const services: Services = {
    blocks,
    cuda,
    engine,
    examples: ownFolder('examples'),
    freshEngine,
    models,
    previewPredictions: (...about) => previewPredictions(services, context.extensionUri, ...about),
    reporter,
    reports,
    session,
    tasks,
  };
  const panel = new PanelView(context.extensionUri, session, reporter, {
    predict: (draft) => void predict(services, draft),
    cancel: () => tasks.cancel(),
    ...panelPins(services),
    restore: () => restoreSession(services),
    model: () => readSettings().modelId,
  });
  const vectorEditor = registerVectorEditor(services, context.extensionUri);
  context.subscriptions.push(
    channel,
    reports,
    session,
    statusBar,
    watching,
    blocks,
    registerFeatures(services, context.extensionUri),
    vectorEditor,
    registerPreview(services, context.extensionUri),
    vscode.window.registerWebviewViewProvider(viewId, panel),
  );
  return { engineState: () => engine.state, session: () => session.state, vectorEditors: vectorEditor.open };
}

/** Ends the engine, so that its files can be replaced by an update. */
export async function deactivate(): Promise<void> {
  await endEngine?.();
}
