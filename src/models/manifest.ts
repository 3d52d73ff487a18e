import type { Anchors } from '../mend/anchors';
import type { Limits } from '../mend/budget';
import type { Template } from '../mend/template';

export type Dtype = 'fp32' | 'int8';

/** Paths of one dtype's graphs, relative to the model folder. */
export interface Graphs {
  readonly embedTokens: string;
  readonly decoder: string;
  readonly distiller: string;
}

export interface ModelFile {
  /** Relative to the model folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** `mend.json`, format version 1: see docs/model-folder.md. */
export interface Manifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly family: 'gpt2';
  readonly target: {
    readonly id: string;
    readonly hash: string;
    readonly layers: number;
    readonly heads: number;
    readonly width: number;
    readonly vocabulary: number;
    readonly contextTokens: number;
    readonly parameters?: number;
  };
  readonly distiller: {
    readonly id: string;
    readonly hash: string;
    readonly layers: number;
    readonly width: number;
    readonly vectors: number;
    readonly anchors: Anchors;
    readonly parameters?: number;
  };
  readonly limits: Limits;
  readonly template: Template;
  readonly dtypes: { readonly [D in Dtype]?: Graphs };
  readonly defaultDtype: Dtype;
  readonly licences: { readonly code: string; readonly weights: string; readonly data?: readonly string[] };
  readonly quality?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
  readonly files: readonly ModelFile[];
}
