import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import json from '../../../models/catalogue.json';
import schema from '../../../models/catalogue.schema.json';
import { parseRepositoryName } from '../hub/repositoryName';
import { readManifest } from '../readManifest';
import { catalogue, type CatalogueEntry } from './catalogue';
import { entrySummary, howToGet } from './describeEntry';

const checkpoints = json.models.filter(({ kind }) => kind === 'checkpoint');
const entry = (id: string): CatalogueEntry => {
  const found = catalogue.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not in the catalogue`);
  return found;
};

describe('models/catalogue.json', () => {
  it('keeps to its schema, each entry once', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    validate(json);
    expect(validate.errors).toBeNull();
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  });

  it('lists the embedded models, and no others as embedded', async () => {
    const folder = resolve('models');
    const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'mend.json')));
    const embedded = catalogue.filter(({ get }) => get.how === 'embedded');
    expect(embedded.map(({ id }) => id).sort()).toEqual(names.sort());
    for (const { id, name, family, licence, parameters } of embedded) {
      const manifest = await readManifest(join(folder, id));
      expect({ name, family, licence, parameters }).toEqual({
        name: manifest.name,
        family: manifest.family,
        licence: manifest.licences.weights,
        parameters: manifest.target.parameters,
      });
    }
  });

  it.each(checkpoints)('counts the parameters of $id right', ({ family, shape, parameters }) => {
    expect(shape).toBeDefined();
    expect(parameters).toBe(shape && (family === 'gpt2' ? gpt2Parameters(shape) : t5Parameters(shape)));
  });

  it.each(catalogue.flatMap(({ get }) => ('repository' in get ? [get.repository] : [])))(
    'names %s as the hub does',
    (repository) => {
      expect(parseRepositoryName(repository)).toEqual({ name: repository, revision: undefined });
    },
  );
});

describe('what is said of an entry', () => {
  it('has its size and its licence', () => {
    expect(entrySummary(entry('openai-community/gpt2-xl'))).toBe(
      '1.56 G parameters, 3.12 GB as fp16 or 1.56 GB as int8, without a distiller, weights MIT',
    );
    expect(entrySummary(entry('mend-gpt2-mini'))).toMatch(/^4\.34 M parameters, weights CC-BY-SA-4\.0$/);
    expect(entrySummary(entry('bigheiniu/MEND'))).toBe('weights CC-BY-NC-4.0');
  });

  it('hides no step', () => {
    expect(howToGet(entry('openai-community/gpt2-large'))).toBe(
      "GPT-2 large is a checkpoint without a distiller: run mend-train convert openai-community/gpt2-large with a distiller of the paper's authors or one that you train, and add the folder that it writes.",
    );
    expect(howToGet(entry('google/flan-t5-base'))).toContain('with a distiller of your own training');
    expect(howToGet(entry('bigheiniu/MEND'))).toContain('downloaded by hand');
    expect(howToGet(entry('mend-t5-mini'))).toBe('mend-t5-mini is here already.');
    const published: CatalogueEntry = {
      ...entry('mend-t5-mini'),
      get: { how: 'hub', repository: 'me/model' },
    };
    expect(howToGet(published)).toBe('mend-t5-mini is fetched from me/model on the hub as it is.');
  });
});

interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly vocabulary: number;
  readonly headWidth?: number;
  readonly innerWidth?: number;
  readonly gated?: boolean;
  readonly contextTokens?: number;
}

/** Token and position embeddings, blocks of attention (4 d²) and feed-forward (8 d²) with biases and two norms (13 d), and the last norm. */
function gpt2Parameters({ layers, width, vocabulary, contextTokens = 0 }: Shape): number {
  return (vocabulary + contextTokens) * width + layers * (12 * width ** 2 + 13 * width) + 2 * width;
}

/** Embeddings (twice with an untied head), blocks without biases, two norms in the encoder's and three in the decoder's, 32 position buckets. */
function t5Parameters({
  layers,
  width,
  heads,
  headWidth = 0,
  innerWidth = 0,
  gated = false,
  vocabulary,
}: Shape): number {
  const attention = 4 * width * heads * headWidth;
  const forward = (gated ? 3 : 2) * width * innerWidth;
  const blocks = layers * (attention + forward + 2 * width) + layers * (2 * attention + forward + 3 * width);
  return (gated ? 2 : 1) * vocabulary * width + blocks + 2 * width + 2 * 32 * heads;
}
