// The one place where the library is loaded, so that nothing can load it with its telemetry on. The order matters.
import './noTelemetry';

export { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
