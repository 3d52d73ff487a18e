import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { page } from './html';

const text = page({
  cspSource: 'https://host',
  script: 'a.js',
  style: 'a.css',
  nonce: 'N0nce',
  language: 'en',
});
const policy = /Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? '';

describe('page', () => {
  it('allows its own script and style and nothing else', () => {
    const empty = createHash('sha256').update('').digest('base64');
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-N0nce'; style-src https://host 'sha256-${empty}'`,
    );
    expect(text).toContain('<script nonce="N0nce" src="a.js">');
    expect(text).not.toMatch(/unsafe-|style="|<style/);
  });

  it('says its language and where the main content is', () => {
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('<main id="panel">');
  });
});
