import json from '../../../models/catalogue.json';

/** How a model is got: it comes with the program, from the hub as it is, from the hub after a conversion, or by hand. */
export type HowToGet =
  | { readonly how: 'embedded' }
  | { readonly how: 'hub' | 'convert'; readonly repository: string }
  | { readonly how: 'manual'; readonly page: string };

/** A model that is known to work: see models/catalogue.schema.json. */
export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: 'model' | 'checkpoint' | 'distiller';
  readonly family: 'gpt2' | 't5';
  readonly licence: string;
  readonly parameters?: number;
  readonly distillers?: readonly ('authors' | 'train')[];
  readonly evidence: 'measured' | 'layout';
  readonly get: HowToGet;
}

/** The models that are known to work. A test holds the file against its schema, and so against this type. */
export const catalogue = json.models as unknown as readonly CatalogueEntry[];
