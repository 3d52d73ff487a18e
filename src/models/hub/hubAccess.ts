import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';

/** The public hub, where nothing else is said. */
const publicHub = 'https://huggingface.co';

/** What talking to a hub takes. */
export interface HubAccess {
  /** Address without a slash at its end. */
  readonly endpoint: string;
  /** Never in an error, a log or a progress message. */
  readonly token: string | undefined;
  /** The one that knows the proxies: VS Code's own in the extension host. */
  readonly fetch: typeof fetch;
}

/**
 * The hub of the environment, by the variables that Hugging Face's own tools read: `HF_ENDPOINT` for a mirror and `HF_TOKEN` for repositories that
 * not everybody may read.
 * @throws UserError `badInput`, never with the variable's value
 */
export function hubAccess(env: NodeJS.ProcessEnv, fetch: HubAccess['fetch']): HubAccess {
  return { endpoint: endpointOf(env['HF_ENDPOINT']), token: tokenOf(env['HF_TOKEN']), fetch };
}

function endpointOf(value: string | undefined): string {
  const text = (value ?? '').trim() || publicHub;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url?.protocol === 'https:' || url?.protocol === 'http:';
  // `fetch` refuses an address with a password, and would name it.
  if (!url || !isAddress || url.username !== '' || url.password !== '' || url.search !== '') {
    throw new UserError(
      'badInput',
      sentence('HF_ENDPOINT is not an address such as {0}: correct it, or unset it.', publicHub),
    );
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function tokenOf(value: string | undefined): string | undefined {
  const token = (value ?? '').trim();
  if (token === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UserError(
      'badInput',
      sentence('HF_TOKEN has characters that no token has: copy it from the hub again, or unset it.'),
    );
  }
  return token;
}
