import { UserError } from '../../shared/errors';
import { sentence, type Sentence } from '../../shared/sentence';
import type { HubAccess } from './hubAccess';
import type { RepositoryName } from './repositoryName';

/** What a request was for. */
export interface Subject {
  readonly access: HubAccess;
  readonly repository: RepositoryName;
}

export const hostOf = ({ endpoint }: HubAccess): string => new URL(endpoint).host;

/** The sentence for an answer that is not a success: `network`. The hub says more than the status in the header X-Error-Code. */
export function hubFailure({ status, headers }: Response, subject: Subject, waitSeconds?: number): UserError {
  return new UserError('network', refusal(status, headers.get('x-error-code') ?? '', subject, waitSeconds));
}

function refusal(
  status: number,
  code: string,
  { access, repository }: Subject,
  waitSeconds: number | undefined,
): Sentence {
  const { name, revision } = repository;
  const host = hostOf(access);
  const page = `${access.endpoint}/${name}`;
  if (code === 'GatedRepo') return gated(name, page, access);
  if (code === 'RevisionNotFound')
    return sentence(
      '{0} on {1} has no revision {2}: name another one after the @.',
      name,
      host,
      revision ?? 'main',
    );
  if (status === 404 || code === 'RepoNotFound') return missing(name, host, access);
  if (status === 401 || status === 403) {
    return access.token === undefined
      ? sentence(
          '{0} asks who wants {1}: accept its terms at {2} if it has any, set HF_TOKEN to a token of that account, and try again.',
          host,
          name,
          page,
        )
      : sentence(
          '{0} refuses HF_TOKEN for {1}: set a token that is valid and may read it, after accepting its terms at {2}.',
          host,
          name,
          page,
        );
  }
  if (status === 429) {
    const when = waitSeconds === undefined ? sentence('later') : duration(waitSeconds);
    return access.token === undefined
      ? sentence(
          '{0} has had too many requests from here: try again {1}, or set HF_TOKEN, which raises the limit.',
          host,
          when,
        )
      : sentence('{0} has had too many requests from here: try again {1}.', host, when);
  }
  if (status >= 500)
    return sentence(
      '{0} is in trouble (it answers {1}): try again later, and what has come is kept.',
      host,
      status,
    );
  return sentence(
    '{0} answers {1} to the request for {2}: check the name, and HF_ENDPOINT if you set it.',
    host,
    status,
    name,
  );
}

function gated(name: string, page: string, { token }: HubAccess): Sentence {
  return token === undefined
    ? sentence(
        '{0} is gated: accept its terms at {1}, set HF_TOKEN to a token of that account, and try again.',
        name,
        page,
      )
    : sentence(
        '{0} is gated, and the account of HF_TOKEN has no access: accept its terms at {1}, and try again.',
        name,
        page,
      );
}

function missing(name: string, host: string, { token }: HubAccess): Sentence {
  return token === undefined
    ? sentence(
        'There is no repository {0} on {1} that can be read from here: check the name, and set HF_TOKEN if it is private.',
        name,
        host,
      )
    : sentence(
        'There is no repository {0} on {1} that can be read from here: check the name, and check that HF_TOKEN may read it.',
        name,
        host,
      );
}

function duration(seconds: number): Sentence {
  return seconds < 120
    ? sentence('in {0} s', Math.ceil(seconds))
    : sentence('in {0} minutes', Math.ceil(seconds / 60));
}

/** The sentence for a hub that gives no answer: `network`. */
export function unreachable(error: unknown, access: HubAccess): UserError {
  return new UserError(
    'network',
    sentence(
      '{0} cannot be reached ({1}): check the network and the proxy settings, or add the model from a folder or an archive.',
      hostOf(access),
      reason(error),
    ),
    { cause: error },
  );
}

/** The innermost reason, in a few words: `fetch` says little itself. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  if (error.cause !== undefined) return reason(error.cause);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
