import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { page, textsId, type Texts } from './html';

const parts = { cspSource: 'https://host', script: 'a.js', style: 'a.css', nonce: 'N0nce' };
const english = page({ ...parts, language: 'en', texts: undefined });

describe('page', () => {
  it('allows its own script and style and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(english)?.[1];
    const empty = createHash('sha256').update('').digest('base64');
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-N0nce'; style-src https://host 'sha256-${empty}'`,
    );
    expect(english).toContain('<script nonce="N0nce" src="a.js">');
    expect(english).not.toMatch(/unsafe-|style="|<style/);
  });

  it('says its language, the direction of its texts, and where the main content is', () => {
    expect(english).toContain('<html lang="en" dir="ltr">');
    expect(english).toContain('<main id="panel">');
    for (const language of ['ar', 'he', 'fa-ir'])
      expect(page({ ...parts, language, texts: {} })).toContain(`<html lang="${language}" dir="rtl">`);
    expect(page({ ...parts, language: 'arn', texts: {} })).toContain('dir="ltr"');
  });

  it('carries translations as data in front of its script, whatever is in them', () => {
    const texts: Texts = {
      'Show logs': '</script><script>alert(1)</script>',
      '“quoted”': `"double" 'single' \\ & &amp; <!-- <script \u2028`,
    };
    const text = page({ ...parts, language: 'de', texts });
    const block = new RegExp(`<script type="application/json" id="${textsId}">(.*?)</script>`, 's').exec(
      text,
    );
    expect(JSON.parse(block?.[1] ?? '')).toEqual(texts);
    expect(block?.[1]).not.toContain('<');
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text.indexOf('application/json')).toBeLessThan(text.indexOf('src="a.js"'));
    expect(english).not.toContain('application/json');
  });
});
