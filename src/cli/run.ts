import { parseArgs } from 'node:util';
import { UserError } from '../shared/errors';
import { challengeCommand } from './challenge';
import {
  type Arguments,
  type Command,
  type Outcome,
  type OwnedEngine,
  type Surroundings,
  UsageError,
} from './command';
import { breakEvenCommand } from './breakEven';
import { compress } from './compress';
import { evaluate } from './evaluate';
import { exportCommand } from './export';
import { importCommand } from './import';
import { inspect } from './inspect';
import { lintCommand } from './lint';
import { models } from './models/models';
import { predict } from './predict';
import { progressLine } from './progress';
import { selfTestCommand } from './selfTest';
import { survival } from './survival';

const COMMANDS: Readonly<Record<string, Command>> = {
  compress,
  predict,
  evaluate,
  'break-even': breakEvenCommand,
  survival,
  challenge: challengeCommand,
  inspect,
  lint: lintCommand,
  export: exportCommand,
  import: importCommand,
  models,
  'self-test': selfTestCommand,
};
const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

/**
 * Runs one command line. Prints the result on stdout and, when it fails, one sentence on stderr.
 * @param argv without the program
 * @returns the exit code: 0 = success, 1 = failure, 2 = the command line is wrong
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help')
    return say(stdout, help(), argv.length === 0 ? 2 : 0);
  if (name === '--version') return say(stdout, surroundings.version, 0);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return say(stderr, `There is no command ${JSON.stringify(name)}: see mend --help.`, 2);
  const progress = progressLine(stderr);
  try {
    const args = parse(command, rest);
    if (args.values['help'] === true) return say(stdout, `mend ${command.usage}\n  ${command.summary}`, 0);
    const outcome = await withEngine(surroundings, (engine) =>
      command.run(args, { surroundings, engine, progress: (report) => progress.report(report) }),
    );
    progress.clear();
    return print(outcome, args.values['json'] === true, surroundings);
  } catch (error) {
    progress.clear();
    if (error instanceof UsageError)
      return say(stderr, `mend ${name}: ${error.message}: it is mend ${command.usage}.`, 2);
    return say(stderr, sentence(error), 1);
  }
}

function parse(command: Command, args: readonly string[]): Arguments {
  try {
    return parseArgs({ args: [...args], options: { ...command.options, ...COMMON }, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError((message.split(/\.(?:\s|$)/, 1)[0] ?? message).replace(/\n/g, ' '), {
      cause: error,
    });
  }
}

/** Gives an engine that is made on first use, and ends it. */
async function withEngine(
  surroundings: Surroundings,
  use: (engine: () => Promise<OwnedEngine>) => Promise<Outcome>,
): Promise<Outcome> {
  let engine: Promise<OwnedEngine> | undefined;
  try {
    return await use(() => (engine ??= surroundings.createEngine()));
  } finally {
    await engine?.then(
      (made) => made.dispose(),
      () => undefined, // That it could not be made is the command's own error.
    );
  }
}

function print({ json, text, problem }: Outcome, asJson: boolean, { stdout, stderr }: Surroundings): number {
  say(stdout, asJson ? JSON.stringify(json) : text, 0);
  return problem === undefined ? 0 : say(stderr, problem, 1);
}

function say(stream: { write(text: string): unknown }, text: string, code: number): number {
  stream.write(`${text}\n`);
  return code;
}

/** One line, whatever went wrong. */
function sentence(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Something went wrong that should not have: ${message.replace(/\s+/g, ' ')}`;
}

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => `  mend ${usage}\n      ${summary}`);
  return `Compresses few-shot demonstrations into vectors and answers queries with them.\n\n${lines.join('\n')}`;
}
