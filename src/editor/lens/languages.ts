/** Language ids of the documents in which demonstrations are looked for unasked; the extension starts when one of them is opened. */
export const promptLanguages = [
  'plaintext',
  'markdown',
  'prompt',
  'prompty',
  'json',
  'jsonc',
  'jsonl',
  'yaml',
  'csv',
  'tsv',
  'python',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
] as const;
