import { UserError, type ErrorCode } from '../../shared/errors';
import { describeError } from '../../shared/errorText';

/** The part of VS Code's log channel that is used. */
export interface Channel {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(): void;
}

/** Failures whose sentences say what stands in the user's text: of them nothing but the code leaves the machine. */
const ABOUT_TEXT: ReadonlySet<ErrorCode> = new Set([
  'noDemonstrations',
  'badDemonstrations',
  'badInput',
  'badOptions',
]);

const KEPT_LINES = 50;

/** The log channel, and its last lines as a report may hold them. */
export class RecentLog implements Channel {
  readonly #lines: string[] = [];

  /**
   * @param clean takes from a line what is the user's; see `scrub`
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly channel: Channel,
    private readonly clean: (line: string) => string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  debug(message: string): void {
    this.channel.debug(message);
    this.#keep('debug', message);
  }

  info(message: string): void {
    this.channel.info(message);
    this.#keep('info', message);
  }

  warn(message: string): void {
    this.channel.warn(message);
    this.#keep('warning', message);
  }

  error(message: string): void {
    this.channel.error(message);
    this.#keep('error', message);
  }

  /** Logs everything known about a failure. */
  failure(error: unknown): void {
    const everything = describeError(error);
    this.channel.error(everything);
    this.#keep('error', isAboutText(error) ? `a sentence about the text (${error.code})` : everything);
  }

  show(): void {
    this.channel.show();
  }

  #keep(level: string, message: string): void {
    const [first = '', ...rest] = message.split('\n');
    // Further lines may be the user's, unless they are a stack's.
    const frames = rest.filter((line) => /^\s+at /.test(line)).slice(0, 5);
    const time = new Date(this.now()).toISOString().slice(11, 23);
    for (const line of [`${time} ${level} ${first}`, ...frames]) this.#lines.push(this.clean(line));
    this.#lines.splice(0, this.#lines.length - KEPT_LINES);
  }
}

function isAboutText(error: unknown): error is UserError {
  return error instanceof UserError && ABOUT_TEXT.has(error.code);
}
