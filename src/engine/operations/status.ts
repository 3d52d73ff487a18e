import { env } from 'onnxruntime-node';
import type { EngineStatus } from '../methods';
import { modelFor, type Operation, type Parts } from './parts';

/** What is loaded and on which provider: that of the model loaded last, `none` before the first. */
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
    runtime: env.versions.node ?? 'unknown',
  };
}

export const status: Operation<Record<string, never>, EngineStatus> = (parts) =>
  Promise.resolve(statusOf(parts));

export const load: Operation<{ model: Parameters<typeof modelFor>[1] }, EngineStatus> = async (
  parts,
  params,
  context,
) => {
  await modelFor(parts, params.model, context);
  return statusOf(parts);
};
