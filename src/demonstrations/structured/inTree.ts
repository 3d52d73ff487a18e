import type { Candidate } from '../candidate';
import type { BlockFormat } from '../types';
import type { ListNode, MapNode, ScalarNode, Tree, TreeNode } from '../tree/tree';
import { chatCandidate } from './chat';
import { dspyCandidate } from './dspy';
import { listCandidate } from './list';

/** What a tree holds. */
export interface Found {
  readonly candidates: readonly Candidate[];
  /** Strings outside of the candidates that may hold demonstrations as plain text. */
  readonly texts: readonly ScalarNode[];
}

/** A string as short as this holds no two demonstrations. */
const SHORTEST = 12;

/**
 * Everything in a tree that may be a few-shot block, in order: chats, lists of records, demonstrations of saved DSPy programs.
 * @param alone a single root is all that the text says, so that a list there can only be the demonstrations
 */
export function findInTree({ roots }: Tree, format: BlockFormat, alone: boolean): Found {
  const walk = new Walk(format);
  for (const { name, node } of roots) walk.visit(node, name, alone && roots.length === 1);
  return walk;
}

class Walk implements Found {
  readonly candidates: Candidate[] = [];
  readonly texts: ScalarNode[] = [];

  constructor(private readonly format: BlockFormat) {}

  visit(node: TreeNode, name: string | undefined, whole: boolean): void {
    if (node.type === 'list') this.list(node, name, whole);
    else if (node.type === 'map') this.map(node);
    else if (node.type === 'scalar' && isLong(node)) this.texts.push(node);
  }

  private list(list: ListNode, name: string | undefined, whole: boolean): void {
    const found = chatCandidate(list) ?? listCandidate(list, { name, whole, format: this.format });
    if (found) this.candidates.push(found);
    // A chat of one turn may have the demonstrations inside what is said.
    if (!found || (found.examples.length < 2 && !found.problem))
      for (const item of list.items) this.visit(item, name, false);
  }

  private map(map: MapNode): void {
    const found = dspyCandidate(map);
    if (found) this.candidates.push(found);
    for (const { name, value } of map.entries) {
      if (!found || name !== 'demos') this.visit(value, name, false);
    }
  }
}

function isLong({ isString, text }: ScalarNode): boolean {
  return isString && text.length >= SHORTEST && text.includes('\n');
}
