/** Where a text comes from, as far as the caller knows; it helps to tell formats apart. */
export interface SourceHint {
  /** VS Code's language id. */
  readonly languageId?: string;
  readonly fileName?: string;
  /** First line of the document, where the text is a selection further down: a CSV selection needs the document's header. */
  readonly header?: string;
}

/** What a document's language or extension says about how demonstrations are written in it. */
export type Kind =
  | 'jsonl'
  | 'json'
  | 'yaml'
  | 'csv'
  | 'tsv'
  | 'markdown'
  | 'prompty'
  | 'notebook'
  | 'python'
  | 'script'
  | 'unknown';

const EXTENSIONS: Readonly<Record<string, Kind>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  jsonc: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  md: 'markdown',
  markdown: 'markdown',
  prompty: 'prompty',
  prompt: 'prompty',
  ipynb: 'notebook',
  py: 'python',
  pyi: 'python',
  ...Object.fromEntries(
    ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'mts', 'cts'].map((extension) => [extension, 'script'] as const),
  ),
};

const LANGUAGES: Readonly<Record<string, Kind>> = {
  jsonl: 'jsonl',
  json: 'json',
  jsonc: 'json',
  yaml: 'yaml',
  csv: 'csv',
  tsv: 'tsv',
  markdown: 'markdown',
  prompt: 'markdown',
  prompty: 'prompty',
  python: 'python',
  typescript: 'script',
  typescriptreact: 'script',
  javascript: 'script',
  javascriptreact: 'script',
};

/** The kind of a document: its extension says more than the editor's language, which is `plaintext` for CSV and JSON Lines. */
export function kindOf(hint: SourceHint): Kind {
  const extension = /\.([a-z]+)$/i.exec(hint.fileName ?? '')?.[1]?.toLowerCase() ?? '';
  return EXTENSIONS[extension] ?? LANGUAGES[hint.languageId ?? ''] ?? 'unknown';
}

/** The kind that a code fence's info string names. */
export function kindOfFence(info: string): Kind {
  const name = info.toLowerCase();
  return EXTENSIONS[name] ?? LANGUAGES[name] ?? 'unknown';
}
