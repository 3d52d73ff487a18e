import { UserError } from '../../shared/errors';
import { type Arguments, type Outcome, type Surroundings, type Tools, UsageError } from '../command';

/** One of the things that `mend models` does. */
export interface Action {
  /** The options it takes, besides those of every command. */
  readonly options: readonly string[];
  /** @param args without the action's own name */
  run(args: Arguments, tools: Tools): Promise<Outcome>;
}

/** @throws UsageError if there are more arguments than an action takes */
export function noMore({ positionals }: Arguments, count: number): void {
  const extra = positionals[count];
  if (extra !== undefined) throw new UsageError(`there is no argument ${JSON.stringify(extra)}`);
}

/**
 * Asks before something is done that takes space or gives it back, unless the user said `--yes`.
 * @param facts lines that are shown first, whether or not there is a question
 * @throws UserError `cancelled`, or `badInput` where nobody can be asked
 */
export async function agree(
  facts: string,
  question: string,
  { values }: Arguments,
  { stderr, adding }: Surroundings,
): Promise<void> {
  // Over the line that told of progress.
  stderr.write(`${stderr.isTTY === true ? '\r\x1b[K' : ''}${facts}\n`);
  if (values['yes'] === true) return;
  if (!adding.ask)
    throw new UserError(
      'badInput',
      'This asks before it begins, and there is no terminal to ask in: add --yes.',
    );
  if (!(await adding.ask(question))) throw new UserError('cancelled', 'Nothing was changed.');
}
