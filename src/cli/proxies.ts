import { UserError } from '../shared/errors';

/** The proxies that the environment names, in lower or upper case; empty where it names none. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  /** Hosts that are asked directly, separated by commas. */
  readonly except: string;
}

/** @throws UserError `badInput`, without the address: it may hold a password */
export function proxiesOf(env: NodeJS.ProcessEnv): Proxies {
  return {
    http: addressOf(env, 'http_proxy'),
    https: addressOf(env, 'https_proxy'),
    except: valueOf(env, 'no_proxy'),
  };
}

/** As curl reads it: an empty variable counts as none, and an address without a scheme is one of http. */
function addressOf(env: NodeJS.ProcessEnv, name: string): string {
  const value = valueOf(env, name);
  const address = value === '' || value.includes('://') ? value : `http://${value}`;
  if (address === '' || (URL.canParse(address) && /^https?:/.test(address))) return address;
  throw new UserError(
    'badInput',
    `${name.toUpperCase()} is not an address such as http://proxy.example:3128: correct it, or unset it.`,
  );
}

function valueOf(env: NodeJS.ProcessEnv, name: string): string {
  return [env[name], env[name.toUpperCase()]].find((value) => value !== undefined && value !== '') ?? '';
}
