/** Every identifier the manifest declares, typed; a test keeps the two equal. */

export const commandIds = [
  'mend.compress',
  'mend.compressTo',
  'mend.compareBlock',
  'mend.countTokens',
  'mend.showSurvivalMap',
  'mend.mapSurvivalOnQueries',
  'mend.clearSurvivalMap',
  'mend.pinDemonstration',
  'mend.unpinDemonstration',
  'mend.measureBreakEven',
  'mend.runChallenge',
  'mend.previewPredictions',
  'mend.openVectors',
  'mend.predict',
  'mend.copySnippet',
  'mend.exportVectors',
  'mend.compareVectors',
  'mend.selectModel',
  'mend.selectProvider',
  'mend.addModel',
  'mend.removeModel',
  'mend.showDiskUse',
  'mend.openExample',
  'mend.showLogs',
  'mend.restartEngine',
  'mend.engineMenu',
  'mend.installCuda',
  'mend.removeCuda',
  'mend.copyDiagnostics',
  'mend.selfTest',
] as const;
export type CommandId = (typeof commandIds)[number];

export const viewId = 'mend.panel';

/** The editor for vector files. */
export const vectorEditorId = 'mend.vectorEditor';

/** The page that compares two of them. */
export const vectorComparisonId = 'mend.vectorComparison';

/** The table of predictions. */
export const previewId = 'mend.preview';

/** Set while the panel has a vector file open. */
export const hasVectorsKey = 'mend.hasVectors';

/** Set while the survival map of some document is shown. */
export const hasSurvivalMapKey = 'mend.hasSurvivalMap';

export const settingIds = [
  'mend.model.id',
  'mend.model.folders',
  'mend.vectors.count',
  'mend.output.folder',
  'mend.output.keepText',
  'mend.output.recompressOnSave',
  'mend.codeLens.enabled',
  'mend.inlayHints.enabled',
  'mend.engine.provider',
  'mend.engine.threads',
  'mend.engine.idleMinutes',
  'mend.lint.enabled',
  'mend.lint.rules',
  'mend.references.enabled',
] as const;

/** Settings that a workspace nobody trusts must not make: they name paths, or what is loaded. */
export const restrictedSettingIds = [
  'mend.model.folders',
  'mend.output.folder',
  'mend.engine.provider',
] as const;
