import { isMainThread } from 'node:worker_threads';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/**
 * ONNX Runtime's official builds for Linux and macOS report to their makers unless this variable is set when the library starts: they write a
 * device id into the home folder and send what they count. See microsoft/onnxruntime, pull request 27379.
 */
const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * Switches the telemetry off for this process.
 * @throws UserError `provider` in a worker thread of a process where it is on: only the main thread can set a variable that a native library sees
 */
export function switchTelemetryOff(env: NodeJS.ProcessEnv, mainThread: boolean): void {
  if (env[SWITCH] === '1') return;
  if (!mainThread) {
    throw new UserError(
      'provider',
      sentence(
        'A worker thread cannot switch off the telemetry of ONNX Runtime: start the process with {0}=1, or load the models in its main thread.',
        SWITCH,
      ),
    );
  }
  env[SWITCH] = '1';
}

// On import, since what starts the library is an import too: `onnxruntime.ts` has this one first.
switchTelemetryOff(process.env, isMainThread);
