/** Reads a part of a file; shorter than asked for only at its end. */
export type ReadPart = (start: number, length: number) => Promise<Uint8Array>;

/** Field numbers of onnx.proto. */
const field = { graph: 7, input: 11, name: 1 } as const;

/** Bytes read at once: whole graphs without weights, or the small tensors between two large ones. */
const windowBytes = 256 * 1024;

/**
 * Names of the inputs of an ONNX graph, weights skipped unread. A graph's inputs stand behind its weights, which may be gigabytes.
 * @param bytes size of the file
 * @throws Error where the file is no ONNX model
 */
export async function onnxInputs(read: ReadPart, bytes: number): Promise<readonly string[]> {
  const reader = new Reader(read, bytes);
  for await (const graph of reader.fields(0, bytes)) {
    if (graph.number !== field.graph) continue;
    const names: string[] = [];
    for await (const input of reader.fields(graph.start, graph.end)) {
      if (input.number !== field.input) continue;
      for await (const name of reader.fields(input.start, input.end))
        if (name.number === field.name) names.push(await reader.text(name.start, name.end));
    }
    return names;
  }
  throw new Error('it has no graph');
}

interface Field {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Walks the fields of a protobuf message (protobuf.dev/programming-guides/encoding) without reading what they hold. */
class Reader {
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(
    private readonly read: ReadPart,
    private readonly size: number,
  ) {}

  /** The fields with a length among those between two places. */
  async *fields(start: number, end: number): AsyncGenerator<Field> {
    for (let at = start; at < end;) {
      const [tag, afterTag] = await this.#varint(at);
      const number = Math.floor(tag / 8);
      const [content, next] = await this.#skip(tag % 8, afterTag);
      if (next > end || number === 0) throw new Error('its fields do not add up');
      if (tag % 8 === 2) yield { number, start: content, end: next };
      at = next;
    }
  }

  async text(start: number, end: number): Promise<string> {
    if (end - start > 1000) throw new Error('a name is too long');
    let text = '';
    for (let at = start; at < end; at++) text += String.fromCharCode(await this.#byte(at));
    return text;
  }

  /** Where a field's content begins and the next field does. */
  async #skip(wireType: number, at: number): Promise<readonly [content: number, next: number]> {
    switch (wireType) {
      case 0:
        return [at, (await this.#varint(at))[1]];
      case 1:
        return [at, at + 8];
      case 2: {
        const [length, content] = await this.#varint(at);
        return [content, content + length];
      }
      case 5:
        return [at, at + 4];
      default:
        throw new Error(`it has a field of type ${wireType}`);
    }
  }

  /** A number, and where it ends. Not a bit operation: sizes exceed 32 bits. */
  async #varint(at: number): Promise<readonly [value: number, end: number]> {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = await this.#byte(at + index);
      value += (byte % 128) * 2 ** (7 * index);
      if (byte < 128) return [value, at + index + 1];
    }
    throw new Error('a number is too long');
  }

  async #byte(at: number): Promise<number> {
    if (at < this.#windowStart || at >= this.#windowStart + this.#window.length) {
      if (at >= this.size) throw new Error('it ends too early');
      this.#window = await this.read(at, Math.min(windowBytes, this.size - at));
      this.#windowStart = at;
    }
    const byte = this.#window[at - this.#windowStart];
    if (byte === undefined) throw new Error('it ends too early');
    return byte;
  }
}
