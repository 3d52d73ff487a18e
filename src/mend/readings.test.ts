import { describe, expect, it } from 'vitest';
import { Readings } from './readings';
import type { Distiller, Reading } from './targetLm';

interface Fake extends Reading {
  readonly ids: readonly number[];
}

/** A distiller whose one vector is the sum of what it knows of; a token takes 10 bytes. `read`: what each run read. */
function fake(): Distiller & { readonly read: (readonly number[])[] } {
  const read: (readonly number[])[] = [];
  const sum = (ids: readonly number[]): Float32Array =>
    Float32Array.of(ids.reduce((total, id) => total + id, 0));
  return {
    read,
    count: 1,
    width: 1,
    anchors: 'after',
    run: async (ids) => (read.push(ids), sum(ids)),
    readOn: async (ids, _, before, signal) => {
      signal?.throwIfAborted();
      const known = (before?.reading as Fake | undefined)?.ids.slice(0, before?.tokens) ?? [];
      const behind = ids.slice(known.length);
      read.push(behind);
      const all = [...known, ...behind];
      const reading: Fake = { ids: all, bytes: all.length * 10 };
      return { data: sum(all), reading };
    },
  };
}

describe('Readings', () => {
  it('reads behind the longest beginning in common with anything it kept', async () => {
    const distiller = fake();
    const readings = new Readings();
    const run = async (...ids: number[]) => {
      const { data, reused } = await readings.run(distiller, ids, [0]);
      return [data[0], reused];
    };
    expect(await run(1, 2, 3, 4)).toEqual([10, 0]);
    expect(await run(1, 9, 9)).toEqual([19, 1]);
    expect(await run(1, 2, 3, 5, 6)).toEqual([17, 3]);
    expect(await run(1, 2)).toEqual([3, 2]);
    expect(await run(7)).toEqual([7, 0]);
    expect(distiller.read).toEqual([[1, 2, 3, 4], [9, 9], [5, 6], [], [7]]);
  });

  it('gives the very same vectors for the same tokens and placeholders, and runs for other placeholders', async () => {
    const distiller = fake();
    const readings = new Readings();
    const { data } = await readings.run(distiller, [1, 2], [0]);
    await readings.run(distiller, [1, 2, 3], [0]);
    expect(await readings.run(distiller, [1, 2], [0])).toEqual({ data, reused: 2 });
    expect(distiller.read).toHaveLength(2);
    expect((await readings.run(distiller, [1, 2], [1])).reused).toBe(2);
    expect(distiller.read).toEqual([[1, 2], [3], []]);
    expect(readings.bytes).toBe(50);
  });

  it('keeps within its bytes, dropping what was used least recently, and keeps nothing that is too large', async () => {
    const distiller = fake();
    const readings = new Readings(60);
    const reused = async (...ids: number[]) => (await readings.run(distiller, ids, [0])).reused;
    await reused(1, 1);
    await reused(2, 2);
    await reused(1, 1);
    await reused(3, 3, 3);
    expect(readings.bytes).toBe(50);
    expect(await reused(1, 1)).toBe(2);
    await reused(4, 4, 4, 4, 4, 4, 4);
    expect(readings.bytes).toBe(50);
    expect(await reused(2, 9)).toBe(0);
    expect(await reused(1, 9)).toBe(1);
  });

  it('is as it was after a run that was cancelled', async () => {
    const distiller = fake();
    const readings = new Readings();
    await readings.run(distiller, [1, 2, 3], [0]);
    const cancelled = readings.run(distiller, [1, 2, 4], [0], AbortSignal.abort());
    await expect(cancelled).rejects.toThrow(/abort/);
    expect(readings.bytes).toBe(30);
    const again = await readings.run(distiller, [1, 2, 4], [0]);
    expect([again.data[0], again.reused]).toEqual([7, 2]);
  });

  it('begins anew when it was cleared', async () => {
    const distiller = fake();
    const readings = new Readings();
    await readings.run(distiller, [1, 2, 3], [0]);
    readings.clear();
    expect(readings.bytes).toBe(0);
    expect((await readings.run(distiller, [1, 2, 3], [0])).reused).toBe(0);
  });

  it('has every token read by a distiller that cannot go on', async () => {
    const { readOn: _, ...distiller } = fake();
    const readings = new Readings();
    for (const last of [3, 4]) {
      const { data, reused } = await readings.run(distiller, [1, 2, last], [0]);
      expect([data[0], reused]).toEqual([3 + last, 0]);
    }
    expect(distiller.read).toEqual([
      [1, 2, 3],
      [1, 2, 4],
    ]);
    expect(readings.bytes).toBe(0);
  });
});
