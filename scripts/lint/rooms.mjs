/**
 * The arrows of docs/architecture.md: for each room, the rooms it may import from. A room not named may not be imported.
 * `outside` are packages the room may use besides pure ones; see `PACKAGES`.
 */
export const ROOMS = {
  'src/shared': { imports: [], outside: [] },
  'src/demonstrations': { imports: ['shared'], outside: [] },
  'src/mend': { imports: ['shared', 'demonstrations'], outside: [] },
  'src/vectors': { imports: ['shared', 'demonstrations', 'mend'], outside: ['node'] },
  'src/linter': { imports: ['shared', 'demonstrations', 'mend'], outside: [] },
  'src/models': { imports: ['shared', 'demonstrations', 'mend', 'vectors'], outside: ['node', 'download'] },
  'src/runtime': {
    imports: ['shared', 'demonstrations', 'mend', 'vectors', 'models'],
    outside: ['node', 'inference'],
  },
  'src/engine': {
    imports: ['shared', 'demonstrations', 'mend', 'vectors', 'models', 'runtime'],
    outside: ['node'],
  },
  'src/editor': {
    imports: ['shared', 'demonstrations', 'mend', 'linter', 'vectors', 'models', 'engine'],
    outside: ['node', 'vscode'],
  },
  'src/panel': {
    imports: ['shared', 'demonstrations', 'mend', 'vectors', 'models', 'engine', 'editor'],
    outside: ['node', 'vscode'],
  },
  'src/vectorEditor': {
    imports: ['shared', 'demonstrations', 'mend', 'vectors', 'models', 'engine', 'editor', 'panel'],
    outside: ['node', 'vscode'],
  },
  'src/preview': {
    imports: ['shared', 'demonstrations', 'mend', 'vectors', 'models', 'engine', 'editor', 'panel'],
    outside: ['node', 'vscode'],
  },
  'src/cli': {
    imports: ['shared', 'demonstrations', 'mend', 'linter', 'vectors', 'models', 'engine'],
    outside: ['node', 'proxy'],
  },
  webview: {
    imports: ['shared', 'panel', 'vectorEditor', 'preview', 'engine', 'demonstrations'],
    outside: ['toolkit'],
  },
};

/** Packages and modules that only some rooms may use. */
const PACKAGES = {
  node: '^node:',
  vscode: '^vscode$',
  inference: '^(onnxruntime-|@huggingface/tokenizers)',
  download: '^(@huggingface/hub|yauzl|tar-stream)',
  proxy: '^undici',
  toolkit: '^@vscode/webview-ui-toolkit',
};

/** Rooms that run in the extension host: they reach the engine through its client, never the code that runs inference. */
const HOST_ROOMS = ['src/editor', 'src/panel', 'src/vectorEditor', 'src/preview', 'webview'];
const ENGINE_INSIDES = '(^|/)engine/(operations|worker)';

/** One ESLint configuration a room, refusing the imports its arrows do not allow. */
export function roomRules() {
  const names = Object.keys(ROOMS).map((room) => room.replace('src/', ''));
  return Object.entries(ROOMS).map(([room, { imports, outside }]) => {
    const self = room.replace('src/', '');
    const strangers = names.filter((name) => name !== self && !imports.includes(name));
    const patterns = [
      // Leaving the room takes `../`, however deep the file lies; the first name after that is the room it enters.
      {
        regex: `^(\\.\\./)+(src/)?(${strangers.join('|')})(/|$)`,
        message: `${room} may import ${imports.join(', ') || 'no other room'}.`,
      },
      ...Object.entries(PACKAGES)
        .filter(([name]) => !outside.includes(name))
        .map(([name, regex]) => ({
          regex,
          message: `${room} must not depend on ${name}: see docs/architecture.md.`,
        })),
      ...(HOST_ROOMS.includes(room)
        ? [{ regex: ENGINE_INSIDES, message: 'Ask the engine through its client.' }]
        : []),
    ];
    return {
      files: [`${room}/**/*.ts`],
      ignores: ['**/*.test.ts', '**/testing/**'],
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    };
  });
}
