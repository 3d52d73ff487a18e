import { runtimeVersion } from '../../runtime/version';
import type { EngineStatus, ModelChoice } from '../methods';
import { modelFor, type Operation, type Parts } from './parts';

function statusOf({ store }: Parts): EngineStatus {
  const latest = store.loaded.at(-1)?.model;
  return {
    provider: latest?.provider ?? 'none',
    skipped: latest?.skipped ?? [],
    models: store.loaded.map(({ model, milliseconds }) => ({
      id: model.manifest.id,
      dtype: model.dtype,
      milliseconds,
    })),
    memoryBytes: process.memoryUsage.rss(),
    node: process.version,
    runtime: runtimeVersion,
  };
}

/** What is loaded and on which provider: that of the model loaded last, `none` before the first. */
export const status: Operation<Record<string, never>, EngineStatus> = (parts) =>
  Promise.resolve(statusOf(parts));

/** Loads a model and nothing else. */
export const load: Operation<{ readonly model: ModelChoice }, EngineStatus> = async (
  parts,
  params,
  context,
) => {
  await modelFor(parts, params.model, context);
  return statusOf(parts);
};
