/** Marks a node where no text ends. */
const NO_TEXT = -1;

/**
 * Texts by what they begin with. All edges are in one hash table, because a map a node takes ten times the memory and a map of
 * strings makes a string for each look-up.
 */
export class PrefixTree {
  /** The node where every text begins. */
  static readonly ROOT = 0;

  /** Of each slot: the node an edge leaves, the UTF-16 code unit it stands for, and the node it reaches; `ROOT` if it is free. */
  private readonly from: Int32Array;
  private readonly unit: Uint16Array;
  private readonly to: Int32Array;
  /** Of each node: the index of the text that ends there. */
  private readonly text: Int32Array;

  /** Of equal texts the last counts. */
  constructor(texts: readonly string[]) {
    const edges = texts.reduce((sum, text) => sum + text.length, 0);
    const slots = 2 ** Math.ceil(Math.log2(2 * edges + 1));
    this.from = new Int32Array(slots);
    this.unit = new Uint16Array(slots);
    this.to = new Int32Array(slots);
    this.text = new Int32Array(edges + 1).fill(NO_TEXT);
    let nodes = 1;
    for (const [index, text] of texts.entries()) {
      let node = PrefixTree.ROOT;
      for (let place = 0; place < text.length; place++) {
        const slot = this.slot(node, text.charCodeAt(place));
        if (this.to[slot] === PrefixTree.ROOT) {
          this.from[slot] = node;
          this.unit[slot] = text.charCodeAt(place);
          this.to[slot] = nodes++;
        }
        node = this.to[slot] ?? PrefixTree.ROOT;
      }
      this.text[node] = index;
    }
  }

  /** The node that `unit` leads to from `node`; undefined where no text goes on so. */
  next(node: number, unit: number): number | undefined {
    const next = this.to[this.slot(node, unit)];
    return next === PrefixTree.ROOT ? undefined : next;
  }

  /** The index of the text that ends at `node`, if one does. */
  textAt(node: number): number | undefined {
    const index = this.text[node];
    return index === NO_TEXT ? undefined : index;
  }

  /** The index of `text`. */
  find(text: string): number | undefined {
    let node: number | undefined = PrefixTree.ROOT;
    for (let place = 0; node !== undefined && place < text.length; place++)
      node = this.next(node, text.charCodeAt(place));
    return node === undefined ? undefined : this.textAt(node);
  }

  /** The slot of an edge, or the free one where it would go. Half of all slots stay free, so there is always one. */
  private slot(node: number, unit: number): number {
    const mask = this.to.length - 1;
    let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.to[slot] !== PrefixTree.ROOT && (this.from[slot] !== node || this.unit[slot] !== unit))
      slot = (slot + 1) & mask;
    return slot;
  }
}
