import path from 'node:path';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: run this through \`npm run test:vscode\` or \`test:e2e\`.`);
  return value;
};

/** The repository. The extension host runs elsewhere, so the caller says where it is. */
export const ROOT = variable('MEND_ROOT');
export const EXAMPLES = path.join(ROOT, 'examples');
/** The empty development extension. */
export const HOST = path.join(ROOT, 'test/harness/host');

/** The packaged extension under test. */
export const vsix = (): string => variable('MEND_VSIX');
/** Where code-server and its Node are installed. */
export const tools = (): string => variable('MEND_TOOLS');
/** Where the counts go that the caller sums up. */
export const resultsFile = (): string => variable('MEND_RESULTS');
/** Screenshots and logs. */
export const outputFolder = (): string => variable('MEND_OUTPUT');
/** The bundled spec files. */
export const specs = (): readonly string[] => JSON.parse(variable('MEND_SPECS')) as string[];
/** Only tests whose full title contains this; empty = all. */
export const grep = (): string => process.env['MEND_GREP'] ?? '';
/** The browser; undefined = the one that Playwright finds. */
export const chromium = (): string | undefined => emptyToUndefined(process.env['MEND_CHROMIUM']);

const emptyToUndefined = (value: string | undefined): string | undefined =>
  value === '' ? undefined : value;
