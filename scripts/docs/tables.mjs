import { readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';

const read = (file) => JSON.parse(readFileSync(inRoot(file), 'utf8'));

/** What the tables are made of: the manifest, its texts, and what each command does. */
export const readSources = () => ({
  manifest: read('package.json'),
  texts: read('package.nls.json'),
  commands: read('docs/commands.json'),
});

/** `page` with its tables of commands and settings written anew, each between its two marks. */
export function withTables(page, sources) {
  return replaced(replaced(page, 'commands', commandTable(sources)), 'settings', settingTable(sources));
}

/** A row for every command, in the manifest's order. @throws Error for a command without a description, and a description without a command */
export function commandTable({ manifest, texts, commands }) {
  const known = manifest.contributes.commands;
  const unknown = Object.keys(commands).filter((id) => !known.some(({ command }) => command === id));
  if (unknown.length > 0)
    throw new Error(`docs/commands.json describes commands that package.json lacks: ${unknown}.`);
  const rows = known.map(({ command, category, title }) => {
    if (!commands[command])
      throw new Error(`Nothing says what ${command} does: add a line to docs/commands.json.`);
    return [`${category}: ${resolved(title, texts)}`, commands[command]];
  });
  return table(['command', 'what it does'], rows);
}

/** A row for every setting, in the manifest's order, with the first sentence of its description. */
export function settingTable({ manifest, texts }) {
  const sections = manifest.contributes.configuration;
  const settings = sections.flatMap(({ properties }) => Object.entries(properties));
  const rows = settings.map(([id, { default: value, markdownDescription }]) => [
    `\`${id}\``,
    shown(value),
    firstSentence(resolved(markdownDescription, texts)),
  ]);
  return table(['setting', 'default', 'meaning'], rows);
}

function resolved(text, texts) {
  const [, key] = /^%(.+)%$/.exec(text) ?? [];
  if (key === undefined) return text;
  if (texts[key] === undefined) throw new Error(`package.nls.json lacks ${key}.`);
  return texts[key];
}

/** The first sentence without its stop: what follows it is for the settings editor. */
const firstSentence = (text) => (/^.*?(?=\.\s|\.$|$)/s.exec(text) ?? [text])[0];

const shown = (value) =>
  value === '' ? 'empty' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function replaced(page, name, content) {
  const start = `<!-- ${name}: \`npm run docs\` writes this table -->`;
  const end = `<!-- /${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The page has no table between "${start}" and "${end}".`);
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`;
}
