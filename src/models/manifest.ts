import type { Anchors } from '../mend/anchors';
import type { Limits } from '../mend/budget';
import type { Template } from '../mend/template';

export type Dtype = 'fp32' | 'fp16' | 'int8' | 'q4';

/** Paths of one dtype's graphs, relative to the model folder. */
export interface Graphs {
  readonly embedTokens: string;
  readonly decoder: string;
  readonly distiller: string;
}

export interface T5Graphs extends Graphs {
  readonly encoder: string;
}

/** What a graph is for. */
export type GraphName = keyof T5Graphs;

/** The target LM, in every family. */
export interface TargetInfo {
  readonly id: string;
  readonly hash: string;
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly vocabulary: number;
  readonly contextTokens: number;
  readonly parameters?: number;
}

/** Here `layers` are the decoder's. */
export interface T5TargetInfo extends TargetInfo {
  readonly encoderLayers: number;
  readonly headWidth: number;
  /** Which half reads the query: docs/model-folder.md, "Where a T5 reads what". */
  readonly queryIn: 'decoder' | 'encoder';
  readonly startToken: number;
  readonly endToken: number;
}

export interface ModelFile {
  /** Relative to the model folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the manifests of all families have in common. */
interface CommonManifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly distiller: {
    readonly id: string;
    readonly hash: string;
    readonly layers: number;
    readonly width: number;
    readonly vectors: number;
    readonly anchors: Anchors;
    readonly leastRatio?: number;
    readonly parameters?: number;
  };
  readonly limits: Limits;
  readonly template: Template;
  readonly defaultDtype: Dtype;
  readonly licences: { readonly code: string; readonly weights: string; readonly data?: readonly string[] };
  readonly quality?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
  readonly files: readonly ModelFile[];
}

export interface Gpt2Manifest extends CommonManifest {
  readonly family: 'gpt2';
  readonly target: TargetInfo;
  readonly dtypes: { readonly [D in Dtype]?: Graphs };
}

export interface T5Manifest extends CommonManifest {
  readonly family: 't5';
  readonly target: T5TargetInfo;
  readonly dtypes: { readonly [D in Dtype]?: T5Graphs };
}

/** `mend.json`, format version 1: see docs/model-folder.md. */
export type Manifest = Gpt2Manifest | T5Manifest;
