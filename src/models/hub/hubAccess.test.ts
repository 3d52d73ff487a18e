import { describe, expect, it } from 'vitest';
import { hubAccess } from './hubAccess';
import { parseRepositoryName } from './repositoryName';

describe('hubAccess', () => {
  const access = (env: NodeJS.ProcessEnv) => hubAccess(env, fetch);

  it('is the public hub, nameless, unless the environment says otherwise', () => {
    expect(access({})).toMatchObject({ endpoint: 'https://huggingface.co', token: undefined });
    expect(access({ HF_ENDPOINT: ' ', HF_TOKEN: '' })).toMatchObject({ endpoint: 'https://huggingface.co' });
    expect(access({ HF_ENDPOINT: 'https://mirror.example/hub/', HF_TOKEN: ' hf_x\n' })).toMatchObject({
      endpoint: 'https://mirror.example/hub',
      token: 'hf_x',
    });
  });

  it.each([
    'mirror.example',
    'ftp://mirror.example',
    'https://user:secret@mirror.example',
    'https://m.example/?a',
  ])('refuses the endpoint %s without repeating it', (endpoint) => {
    const make = () => access({ HF_ENDPOINT: endpoint });
    expect(make).toThrow(/^HF_ENDPOINT is not an address such as .*: correct it, or unset it\.$/);
    expect(make).not.toThrow(endpoint);
  });

  it('refuses a token that is none without repeating it', () => {
    const make = () => access({ HF_TOKEN: 'hf_se cret' });
    expect(make).toThrow(/^HF_TOKEN has characters/);
    expect(make).not.toThrow('cret');
  });
});

describe('parseRepositoryName', () => {
  it.each([
    ['gpt2', 'gpt2', undefined],
    [' openai-community/gpt2 ', 'openai-community/gpt2', undefined],
    ['me/my.model_1@v1.0', 'me/my.model_1', 'v1.0'],
    ['me/model@refs/pr/1', 'me/model', 'refs/pr/1'],
    ['https://huggingface.co/me/model', 'me/model', undefined],
    ['https://huggingface.co/gpt2/', 'gpt2', undefined],
    ['https://huggingface.co/me/model/tree/main', 'me/model', 'main'],
    ['https://hub.example/me/model/tree/refs%2Fpr%2F1', 'me/model', 'refs/pr/1'],
    ['https://huggingface.co/me/model/blob/main/config.json', 'me/model', undefined],
  ])('reads %s', (text, name, revision) => {
    expect(parseRepositoryName(text)).toEqual({ name, revision });
  });

  it.each([
    '',
    'a/b/c',
    '/abs/path',
    '../up',
    'me/..',
    'a b',
    'me/model@',
    'me/model@../x',
    'https://',
    'https://h/%',
  ])('refuses %j', (text) => {
    expect(() => parseRepositoryName(text)).toThrow(
      /is not the name of a repository on the hub: write it as/,
    );
  });
});
