import type { Engine } from '../engine/methods';

/** An engine that can be ended. */
export type OwnedEngine = Engine & { dispose(): Promise<void> };

/** What a command has besides its arguments; tests give their own. */
export interface Surroundings {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Relative paths start here. */
  readonly cwd: string;
  /** Folders that are models or hold some. */
  readonly modelFolders: readonly string[];
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  readonly version: string;
  readonly adding: Adding;
  /** Called at most once, and only by commands that compute. */
  createEngine(): Promise<OwnedEngine>;
}

/** What adding and removing models takes. */
export interface Adding {
  /** Folder of the models that come with the program. */
  readonly embedded: string;
  /** Folder that models are added to; one of `modelFolders`. */
  readonly store: string;
  /** For HF_ENDPOINT and HF_TOKEN. */
  readonly env: NodeJS.ProcessEnv;
  /** A `fetch` that knows the proxies. Called by what uses the network alone. */
  fetch(): Promise<typeof fetch>;
  /** Asks the user; undefined where nobody can answer. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/** What a command says: `json` with `--json`, `text` without. */
export interface Outcome {
  readonly json: object;
  readonly text: string;
  /** The command did what it should and found something wrong: one sentence for stderr, exit code 1. */
  readonly problem?: string;
}

/** The options a command takes, as `parseArgs` of node:util wants them. */
export type OptionTypes = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>
>;

/** Arguments after `parseArgs`. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Parts of one run that commands share. */
export interface Tools {
  readonly surroundings: Surroundings;
  readonly engine: () => Promise<Engine>;
  readonly progress: (report: { readonly message: string; readonly fraction?: number }) => void;
}

export interface Command {
  /** Shown by `--help`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionTypes;
  run(args: Arguments, tools: Tools): Promise<Outcome>;
}

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

/** The one positional argument of a command. */
export function onlyPositional({ positionals }: Arguments, name: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError(`${name} is missing`);
  if (second !== undefined)
    throw new UsageError(`there is one ${name}, and ${JSON.stringify(second)} is one more`);
  return first;
}

/** A string option, or undefined. */
export function optional(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A string option that must be there. */
export function required(args: Arguments, name: string): string {
  const value = optional(args, name);
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}
