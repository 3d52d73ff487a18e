import { UserError } from '../../shared/errors';
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
  return new UserError('network', sentence(status, headers.get('x-error-code') ?? '', subject, waitSeconds));
}

function sentence(
  status: number,
  code: string,
  { access, repository }: Subject,
  waitSeconds: number | undefined,
): string {
  const { name, revision } = repository;
  const host = hostOf(access);
  const page = `${access.endpoint}/${name}`;
  if (code === 'GatedRepo') {
    return access.token === undefined
      ? `${name} is gated: accept its terms at ${page}, set HF_TOKEN to a token of that account, and try again.`
      : `${name} is gated, and the account of HF_TOKEN has no access: accept its terms at ${page}, and try again.`;
  }
  if (code === 'RevisionNotFound')
    return `${name} on ${host} has no revision ${revision ?? 'main'}: name another one after the @.`;
  if (status === 404 || code === 'RepoNotFound') return missing(name, host, access);
  if (status === 401 || status === 403) {
    return access.token === undefined
      ? `${host} asks who wants ${name}: accept its terms at ${page} if it has any, set HF_TOKEN to a token of that account, and try again.`
      : `${host} refuses HF_TOKEN for ${name}: set a token that is valid and may read it, after accepting its terms at ${page}.`;
  }
  if (status === 429) {
    const when = waitSeconds === undefined ? 'later' : `in ${duration(waitSeconds)}`;
    const remedy = access.token === undefined ? ', or set HF_TOKEN, which raises the limit' : '';
    return `${host} has had too many requests from here: try again ${when}${remedy}.`;
  }
  if (status >= 500)
    return `${host} is in trouble (it answers ${status}): try again later, and what has come is kept.`;
  return `${host} answers ${status} to the request for ${name}: check the name, and HF_ENDPOINT if you set it.`;
}

function missing(name: string, host: string, { token }: HubAccess): string {
  const hidden = token === undefined ? 'set HF_TOKEN if it is private' : 'check that HF_TOKEN may read it';
  return `There is no repository ${name} on ${host} that can be read from here: check the name, and ${hidden}.`;
}

function duration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
}

/** The sentence for a hub that gives no answer: `network`. */
export function unreachable(error: unknown, access: HubAccess): UserError {
  return new UserError(
    'network',
    `${hostOf(access)} cannot be reached (${reason(error)}): check the network and the proxy settings, or add the model from a folder or an archive.`,
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
