import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../models/mend.schema.json';
import { UserError } from '../shared/errors';
import type { Manifest } from './manifest';

let compiled: ValidateFunction<Manifest> | undefined;

/** Compiled on first use: compiling takes longer than all else that happens when the extension is loaded. */
function validator(): ValidateFunction<Manifest> {
  compiled ??= new Ajv({ allowUnionTypes: true }).compile<Manifest>(schema);
  return compiled;
}

/** `/target/layers` as people write it: `target.layers`. */
function dotted(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}

function describe(error: ErrorObject): string {
  const where = dotted(error.instancePath);
  const allowed: unknown = error.params['allowedValue'] ?? error.params['allowedValues'];
  const what = error.message ?? 'is not valid';
  return `${where === '' ? 'the file' : where} ${what}${allowed === undefined ? '' : ` (${JSON.stringify(allowed)})`}`;
}

/** What the schema cannot say: parts that must agree with each other. Undefined when all do. */
function contradiction(manifest: Manifest): string | undefined {
  const { target, distiller, limits, dtypes, defaultDtype } = manifest;
  if (target.width % target.heads !== 0) return 'target.width is not a multiple of target.heads';
  if (distiller.width !== target.width) return 'distiller.width is not target.width';
  if (limits.demonstrationTokens >= target.contextTokens) {
    return 'limits.demonstrationTokens leaves no room in target.contextTokens';
  }
  if (distiller.vectors >= target.contextTokens)
    return 'distiller.vectors leaves no room in target.contextTokens';
  if (!dtypes[defaultDtype]) return `defaultDtype ${defaultDtype} is not among dtypes`;
  const listed = new Set(manifest.files.map((file) => file.path));
  const needed = Object.values(dtypes).flatMap((graphs) => [
    graphs.embedTokens,
    graphs.decoder,
    graphs.distiller,
  ]);
  const missing = [...needed, 'tokenizer.json'].find((path) => !listed.has(path));
  return missing === undefined ? undefined : `files does not list ${missing}`;
}

/** Checks the contents of a `mend.json`; `path` is named in errors. Throws `badModel`: one sentence with the exact place. */
export function validateManifest(value: unknown, path: string): Manifest {
  const matches = validator();
  if (!matches(value)) {
    const error = matches.errors?.[0];
    throw new UserError(
      'badModel',
      `${path} is not a valid model manifest: ${error ? describe(error) : 'wrong shape'}.`,
    );
  }
  const problem = contradiction(value);
  if (problem !== undefined)
    throw new UserError('badModel', `${path} is not a valid model manifest: ${problem}.`);
  return value;
}
