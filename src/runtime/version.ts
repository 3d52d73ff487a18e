import { env } from './onnxruntime';

/** Version of ONNX Runtime. */
export const runtimeVersion = env.versions.node ?? 'unknown';
