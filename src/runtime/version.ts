import { env } from 'onnxruntime-node';

/** Version of ONNX Runtime. */
export const runtimeVersion = env.versions.node ?? 'unknown';
