import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../models/mend.schema.json';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import type { Graphs, Manifest, T5Graphs } from './manifest';

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
  // `false` in the schema stands where one family must not have what another has.
  if (error.keyword === 'false schema') return `${where} does not belong to this family`;
  const allowed: unknown = error.params['allowedValue'] ?? error.params['allowedValues'];
  const what = error.message ?? 'is not valid';
  return `${where === '' ? 'the file' : where} ${what}${allowed === undefined ? '' : ` (${JSON.stringify(allowed)})`}`;
}

/** What must agree in one family alone. */
function familyContradiction({ family, target }: Manifest): string | undefined {
  switch (family) {
    case 'gpt2':
      return target.width % target.heads === 0 ? undefined : 'target.width is not a multiple of target.heads';
    case 't5': {
      const beyond = (['startToken', 'endToken'] as const).find((name) => target[name] >= target.vocabulary);
      return beyond && `target.${beyond} is not below target.vocabulary`;
    }
  }
}

/** What the schema cannot say: parts that must agree with each other. Undefined when all do. */
function contradiction(manifest: Manifest): string | undefined {
  const { target, distiller, limits, dtypes, defaultDtype } = manifest;
  const ofFamily = familyContradiction(manifest);
  if (ofFamily !== undefined) return ofFamily;
  if (distiller.width !== target.width) return 'distiller.width is not target.width';
  if (limits.demonstrationTokens >= target.contextTokens) {
    return 'limits.demonstrationTokens leaves no room in target.contextTokens';
  }
  if (distiller.vectors >= target.contextTokens)
    return 'distiller.vectors leaves no room in target.contextTokens';
  if (!dtypes[defaultDtype]) return `defaultDtype ${defaultDtype} is not among dtypes`;
  const listed = new Set(manifest.files.map((file) => file.path));
  const needed = Object.values(dtypes).flatMap((graphs: Graphs | T5Graphs) => [
    graphs.embedTokens,
    ...('encoder' in graphs ? [graphs.encoder] : []),
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
      sentence('{0} is not a valid model manifest: {1}.', path, error ? describe(error) : 'wrong shape'),
    );
  }
  const problem = contradiction(value);
  if (problem !== undefined)
    throw new UserError('badModel', sentence('{0} is not a valid model manifest: {1}.', path, problem));
  return value;
}
