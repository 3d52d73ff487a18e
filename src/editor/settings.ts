import * as vscode from 'vscode';

/** The embedded model that is chosen where nobody chooses. */
export const DEFAULT_MODEL = 'mend-gpt2-mini';

/** The extension's settings, read when they are needed so that a change counts at once. */
export interface Settings {
  readonly modelId: string;
  readonly modelFolders: readonly string[];
  /** Undefined: all of the model's vectors. */
  readonly vectors: number | undefined;
  /** As the user wrote it; see `outputPath`. */
  readonly outputFolder: string;
  readonly keepText: boolean;
}

/** What the engine process is started with. */
export interface EngineSettings {
  /** `auto`, or the execution provider to try first. */
  readonly provider: string;
  /** 0: ONNX Runtime's choice. */
  readonly threads: number;
  /** 0: never stop. */
  readonly idleMinutes: number;
}

/** @param scope the document that the settings are for, since some may differ between workspace folders */
export function readSettings(scope?: vscode.Uri): Settings {
  const settings = vscode.workspace.getConfiguration('mend', scope);
  const count = settings.get<number>('vectors.count', 0);
  return {
    modelId: settings.get<string>('model.id', DEFAULT_MODEL),
    modelFolders: settings.get<string[]>('model.folders', []),
    vectors: count > 0 ? count : undefined,
    outputFolder: settings.get<string>('output.folder', ''),
    keepText: settings.get<boolean>('output.keepText', false),
  };
}

export function readEngineSettings(): EngineSettings {
  const settings = vscode.workspace.getConfiguration('mend.engine');
  return {
    provider: settings.get<string>('provider', 'auto'),
    threads: settings.get<number>('threads', 0),
    idleMinutes: settings.get<number>('idleMinutes', 5),
  };
}
