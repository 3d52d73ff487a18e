import type { GraphName, Manifest } from '../models/manifest';
import { Gpt2Target } from './gpt2Target';
import type { LoadedTarget } from './loadedTarget';
import type { Session } from './session';
import { T5Target } from './t5Target';
import { TokenEmbedder } from './tokenEmbedder';

/** Loads one graph of the model folder. */
export type OpenGraph = (graph: GraphName) => Promise<Session>;

/** The target LM of a model folder. The one place that tells the families apart. */
export async function openTarget(manifest: Manifest, open: OpenGraph): Promise<LoadedTarget> {
  const embedder = new TokenEmbedder(await open('embedTokens'));
  switch (manifest.family) {
    case 'gpt2':
      return new Gpt2Target(embedder, await open('decoder'), manifest.target);
    case 't5': {
      const sessions = { embedder, encoder: await open('encoder'), decoder: await open('decoder') };
      return T5Target.open(sessions, manifest.target);
    }
  }
}
