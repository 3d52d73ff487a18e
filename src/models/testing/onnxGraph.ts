/** A protobuf varint. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A protobuf field with contents. */
export function bytesField(number: number, contents: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(contents.length), contents]);
}

/** The inputs of an ONNX graph, as they stand behind its weights (onnx.proto: GraphProto.input, ValueInfoProto.name). */
export function inputFields(names: readonly string[]): Buffer {
  return Buffer.concat(names.map((name) => bytesField(11, bytesField(1, Buffer.from(name)))));
}

/** An ONNX model with these inputs and one small weight. */
export function onnxModel(inputs: readonly string[]): Buffer {
  const irVersion = Buffer.from([0x08, 8]);
  return Buffer.concat([
    irVersion,
    bytesField(7, Buffer.concat([bytesField(5, Buffer.alloc(300)), inputFields(inputs)])),
  ]);
}
