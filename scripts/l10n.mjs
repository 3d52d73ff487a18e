// Writes l10n/bundle.l10n.json: every text for the user in the source, for translators.   node scripts/l10n.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { main } from './lib/process.mjs';
import { bundle } from './lib/texts.mjs';

await main(() => {
  mkdirSync(inRoot('l10n'), { recursive: true });
  writeFileSync(inRoot('l10n/bundle.l10n.json'), bundle());
});
