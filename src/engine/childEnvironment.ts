/**
 * The environment of the forked engine: a copy without what is meant for the host alone (`NODE_OPTIONS` may preload code or open a
 * debugger port, `VSCODE_*` changes how Electron starts), with the variable that makes Electron behave as plain Node, and with the one that
 * keeps ONNX Runtime from reporting to its makers.
 */
export function childEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !/^(NODE_OPTIONS$|VSCODE_)/i.test(name));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', ORT_DISABLE_TELEMETRY: '1' };
}
