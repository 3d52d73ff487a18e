// Writes the README's tables of commands and settings from package.json, package.nls.json and docs/commands.json.   node scripts/docs.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { readSources, withTables } from './docs/tables.mjs';
import { inRoot } from './lib/paths.mjs';
import { main } from './lib/process.mjs';

await main(() => {
  const readme = inRoot('README.md');
  writeFileSync(readme, withTables(readFileSync(readme, 'utf8'), readSources()));
});
