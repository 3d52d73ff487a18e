import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyOf, once } from './stamp.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'stamp-'));

describe('work done once', () => {
  it('is skipped for the same key and done again for another', async () => {
    const stamp = path.join(folder, 'nested/a');
    const done = [];
    for (const key of ['1', '1', '2']) await once(stamp, key, () => done.push(key));
    expect(done).toEqual(['1', '2']);
  });

  it('is done again after it broke', async () => {
    const stamp = path.join(folder, 'b');
    await once(stamp, '1', () => undefined);
    const broken = once(stamp, '2', () => Promise.reject(new Error('broke')));
    await expect(broken).rejects.toThrow('broke');
    expect(await once(stamp, '1', () => undefined)).toBe(true);
  });

  it('has a key that follows the contents of files', () => {
    const file = path.join(folder, 'c');
    const keys = ['x', 'x', 'y'].map((text) => {
      writeFileSync(file, text);
      return keyOf({ files: [file] });
    });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  });
});
