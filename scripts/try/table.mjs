import { statSync } from 'node:fs';
import path from 'node:path';

const ARMS = { zeroShot: 'zero-shot', fullIcl: 'full ICL', distilled: 'distilled' };
const LABEL = 22;
const COLUMN = 14;

/** What was compressed into what, as the command line reported it and as the file says when it is read again. */
export function describeCompression({ demonstrations, file, compressed, readBack }) {
  const { demonstrations: count, tokens, vectors, width, cut, milliseconds } = compressed;
  const ratio = (tokens / vectors).toFixed(1);
  const saved = readBack.statistics ?? readBack;
  return [
    '',
    `${path.basename(demonstrations)}: ${count} demonstrations, ${tokens} tokens${cut > 0 ? ` (${cut} cut or left out to fit the model)` : ''}`,
    `  -> ${vectors} vectors of width ${width}, ${ratio} times fewer, in ${milliseconds.toFixed(0)} ms`,
    `  -> ${path.relative(process.cwd(), file)}, ${statSync(file).size} bytes, read back as ${saved.count} x ${saved.width}`,
  ].join('\n');
}

/** One query's three answers side by side: probabilities of the options, tokens in front of the query, time. */
export function queryTable({ query, arms, fidelity }) {
  const shown = Object.keys(ARMS).filter((arm) => arms[arm] !== undefined);
  const row = (label, cell) =>
    clip(label, LABEL).padEnd(LABEL) + shown.map((arm) => cell(arms[arm]).padStart(COLUMN)).join('');
  const probability = (option, index) => row(`  ${option}`, (arm) => percent(arm.probabilities?.[index]));
  return [
    '',
    `${query.input}   (right: ${query.output})`,
    ' '.repeat(LABEL) + shown.map((arm) => ARMS[arm].padStart(COLUMN)).join(''),
    row('  answer', (arm) => clip(`${arm.prediction.trim()} ${isRight(arm, query) ? '✓' : '✗'}`, COLUMN - 1)),
    ...(query.options ?? []).map(probability),
    row('  tokens in front', (arm) => String(arm.prefixTokens)),
    row('  milliseconds', (arm) => arm.milliseconds.toFixed(1)),
    ...(fidelity === undefined
      ? []
      : [`  fidelity to full ICL: KL ${fidelity.kl.toFixed(3)} nats, ${sameFirst(fidelity)} first token`]),
  ].join('\n');
}

/** How many of the queries each way of answering got right. */
export function scoreLine(answers) {
  const right = (arm) => answers.filter(({ query, arms }) => isRight(arms[arm], query)).length;
  const scores = Object.entries(ARMS).map(([arm, name]) => `${name} ${right(arm)}/${answers.length}`);
  return `\nRight answers: ${scores.join(', ')}`;
}

const isRight = (arm, { output }) => arm.prediction.trim() === output.trim();
const percent = (value) => (value === undefined ? '-' : `${(value * 100).toFixed(1)} %`);
const sameFirst = ({ top1Agreement }) => (top1Agreement === 1 ? 'same' : 'another');
const clip = (text, width) => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
