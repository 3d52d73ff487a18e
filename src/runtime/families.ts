import type { GraphName, Manifest } from '../models/manifest';
import { Gpt2Target } from './gpt2Target';
import { kvNames } from './keysAndValues';
import type { LoadedTarget } from './loadedTarget';
import type { Session } from './session';
import { T5Target } from './t5Target';
import { TokenEmbedder } from './tokenEmbedder';

/** Loads one graph of the model folder. Outputs that are `kept` need not come to the CPU. */
export type OpenGraph = (graph: GraphName, kept?: readonly string[]) => Promise<Session>;

/** The target LM of a model folder. The one place that tells the families apart. */
export async function openTarget(manifest: Manifest, open: OpenGraph): Promise<LoadedTarget> {
  const embedder = new TokenEmbedder(await open('embedTokens'));
  switch (manifest.family) {
    case 'gpt2': {
      const decoder = await open('decoder', kvNames('present', manifest.target.layers));
      return new Gpt2Target(embedder, decoder, manifest.target);
    }
    case 't5': {
      const { layers } = manifest.target;
      const encoder = await open('encoder', kvNames('present', layers, 'encoder.'));
      const decoder = await open('decoder', kvNames('present', layers, 'decoder.'));
      return T5Target.open({ embedder, encoder, decoder }, manifest.target);
    }
  }
}
