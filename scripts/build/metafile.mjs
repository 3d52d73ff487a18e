/**
 * The extension host must never load the native module or the tokenizer: they belong to the forked engine. Nor undici: loading it replaces the
 * dispatcher of the whole process, through which VS Code's own `fetch` finds its proxies.
 */
export function assertEngineStaysOut({ inputs, outputs }) {
  const [output] = Object.keys(outputs).filter((file) =>
    /dist\/(extension|addModel|cudaSupport)\.js$/.test(file),
  );
  if (output === undefined) return;
  const stray = Object.keys(inputs).filter((file) =>
    /onnxruntime|@huggingface[\\/]tokenizers|src[\\/]runtime[\\/]|node_modules[\\/]undici[\\/]/.test(file),
  );
  if (stray.length > 0) throw new Error(`${output} must not contain ${stray.join(', ')}.`);
}

/** The source files whose code is in the outputs; files that only types or dead code came from are not among them. */
export const bundledFiles = ({ outputs }) =>
  Object.values(outputs).flatMap((output) =>
    Object.keys(output.inputs).filter((file) => output.inputs[file].bytesInOutput > 0),
  );
