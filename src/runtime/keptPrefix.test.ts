import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { GraphName } from '../models/manifest';
import { keptPrefix } from '../models/prefixBytes';
import { readManifest } from '../models/readManifest';
import { tinyFolder, tinyModels } from '../models/testing/tinyModel';
import { openTarget } from './families';
import type { LoadedTarget } from './loadedTarget';
import { openSession, type Session } from './session';

describe.each(tinyModels)('a prefix of %s', (name) => {
  const folder = tinyFolder(name);
  const sessions: Session[] = [];
  let target: LoadedTarget;
  beforeAll(async () => {
    const manifest = await readManifest(folder);
    const graphs: { readonly [G in GraphName]?: string } = manifest.dtypes.fp32 ?? {};
    target = await openTarget(manifest, async (graph) => {
      const options = { provider: 'cpu', threads: 1 } as const;
      const session = await openSession(graph, join(folder, graphs[graph] ?? ''), options);
      sessions.push(session);
      return session;
    });
  });
  afterAll(() => Promise.all(sessions.map((session) => session.dispose())));

  it('takes the memory that the shapes in the manifest say', async () => {
    const manifest = await readManifest(folder);
    const { width } = manifest.target;
    const ofTokens = await target.prefillTokens([20, 21, 22, 23, 24]);
    expect(keptPrefix(manifest, 5).bytes).toBe(ofTokens.bytes);
    const vectors = { data: new Float32Array(2 * width).fill(0.1), count: 2, width };
    const ofVectors = await target.prefillVectors(vectors);
    expect(keptPrefix(manifest, 2).bytes).toBe(ofVectors.bytes);
    expect(keptPrefix(manifest, 2).what).toBe(name === 'tiny-t5-encoder' ? 'embeddings' : 'keysAndValues');
  });
});
