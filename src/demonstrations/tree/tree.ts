import type { TextRange } from '../types';

/** A value with its place, whatever it was written in: JSON, YAML, or a literal of a program. */
export type TreeNode = ScalarNode | ListNode | MapNode | UnknownNode;

/** A string, number, boolean or null. */
export interface ScalarNode extends TextRange {
  readonly type: 'scalar';
  /** What it says, decoded; a null says nothing. */
  readonly text: string;
  readonly isString: boolean;
}

export interface ListNode extends TextRange {
  readonly type: 'list';
  readonly items: readonly TreeNode[];
}

export interface Entry {
  readonly name: string;
  readonly value: TreeNode;
}

export interface MapNode extends TextRange {
  readonly type: 'map';
  readonly entries: readonly Entry[];
}

/** What only running the program would tell: a variable, a call. */
export interface UnknownNode extends TextRange {
  readonly type: 'unknown';
}

/** Where a text is not well-formed, and why in a few words. */
export interface SyntaxProblem {
  readonly at: number;
  readonly reason: string;
}

/** Everything that was read from a text, as far as it could be read. */
export interface Tree {
  readonly roots: readonly Root[];
  readonly problems: readonly SyntaxProblem[];
}

export interface Root {
  /** What the value is called, such as the variable it is assigned to. */
  readonly name?: string;
  readonly node: TreeNode;
}

/** Deeper values are left out: nobody writes them, and reading them would exhaust the stack. */
export const DEEPEST = 200;

export function entryOf(map: MapNode, name: string): TreeNode | undefined {
  return map.entries.find((entry) => entry.name === name)?.value;
}

/** The text of a string among the map's values. */
export function stringOf(map: MapNode, name: string): string | undefined {
  const value = entryOf(map, name);
  return value?.type === 'scalar' && value.isString ? value.text : undefined;
}
