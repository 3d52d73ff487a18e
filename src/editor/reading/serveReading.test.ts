import { afterEach, describe, expect, it, vi } from 'vitest';
import { inWords } from '../../shared/sentence';
import { UserError } from '../../shared/errors';
import { memoryTransports } from '../../shared/memoryTransport';
import { Rpc } from '../../shared/rpc';
import { demonstrationHash } from '../../vectors';
import type { ReadingMethods } from './methods';
import { serveReading } from './serveReading';

const text = ['one=yes', 'two=no', 'two=yes', 'four=no', 'five=yes', 'six=no']
  .map((pair) => `Q: ${pair.replace('=', '\nA: ')}\n`)
  .join('\n');
const source = { text, hint: { fileName: 'a.txt' } };

const open: { dispose: () => void }[] = [];
function connect() {
  const [here, there] = memoryTransports();
  const log = vi.fn();
  const server = serveReading(there, log);
  const client = new Rpc<ReadingMethods>(here, {}, { peer: 'the thread' });
  open.push(server, client);
  return { client, log };
}
afterEach(() => {
  for (const one of open.splice(0)) one.dispose();
});

describe('serveReading', () => {
  it('finds blocks, with the hashes of their demonstrations', async () => {
    const [found, ...more] = await connect().client.request('findBlocks', source);
    expect(more).toEqual([]);
    expect(found?.block.demonstrations).toHaveLength(6);
    expect(found?.hashes[0]).toBe(demonstrationHash({ input: 'one', output: 'yes' }));
  });

  it('leaves out what only may be demonstrations', async () => {
    const { client } = connect();
    const listing = 'Name: one\nSize: 1\n\nName: two\nSize: 2\n';
    const python = { text: `x = """\n${listing}"""\n`, hint: { fileName: 'a.py' } };
    const all = await client.request('lintedBlocks', python);
    expect([...all, ...(await client.request('findBlocks', python))]).toEqual([]);
  });

  it('finds the demonstrations that are meant, or says why there are none', async () => {
    const { client } = connect();
    const at = (start: number, end = start) => ({ ...source, selection: { start, end } });
    expect((await client.request('findDemonstrations', at(3))).demonstrations).toHaveLength(6);
    const part = await client.request('findDemonstrations', at(0, text.indexOf('\nQ: two\nA: yes')));
    expect(part.demonstrations).toHaveLength(2);
    const none = { text: 'nothing here', hint: {}, selection: { start: 0, end: 0 } };
    await expect(client.request('findDemonstrations', none)).rejects.toMatchObject({
      code: 'noDemonstrations',
      message: expect.stringMatching(/^No demonstrations were found: /) as string,
    });
  });

  it('reads labelled queries, or says what is wrong with them', async () => {
    const { client } = connect();
    const rows = { text: 'input,output\ngood,p\n', hint: { fileName: 'queries.csv' } };
    expect(await client.request('parseQueries', rows)).toEqual([{ input: 'good', output: 'p' }]);
    const unlabelled = { text: '{"input": "good"}\n', hint: { fileName: 'queries.jsonl' } };
    await expect(client.request('parseQueries', unlabelled)).rejects.toBeInstanceOf(UserError);
  });

  it('reads queries, or says what is wrong with them', async () => {
    const { client } = connect();
    const hint = { fileName: 'a.queries.jsonl' };
    const asked = client.request('readQueries', { text: '{"input":"a"}', hint });
    expect(await asked).toEqual([{ input: 'a', start: 0, end: 13 }]);
    await expect(client.request('readQueries', { text: '', hint })).rejects.toMatchObject({
      code: 'badInput',
    });
  });

  it('lints without tokens, and with them asks the rule that needs them alone', async () => {
    const { client } = connect();
    const findings = await client.request('lint', { ...source, rules: {} });
    expect(findings.map(({ rule }) => rule)).toContain('contradictory-outputs');
    const [block] = await client.request('lintedBlocks', source);
    const each = (block?.hashes ?? []).map((_, index) => ({
      tokens: 9,
      fate: index < 5 ? ('whole' as const) : ('dropped' as const),
    }));
    const tokens = [{ model: 'tiny', report: { each, total: 27, budget: 20, used: 2 } }];
    const more = await client.request('lint', { ...source, rules: {}, tokens });
    expect(more.map(({ rule }) => rule)).toEqual(['over-window']);
    expect(more[0] && inWords(more[0].message)).toMatch(/^Demonstration 6 /);
    expect(await client.request('lint', { ...source, rules: {}, tokens: [undefined] })).toEqual([]);
    expect(await client.request('lint', { ...source, rules: { 'over-window': 'off' }, tokens })).toEqual([]);
  });

  it('does not search what was cancelled meanwhile', async () => {
    const { client } = connect();
    const controller = new AbortController();
    const huge = { text: `- input: x\n  output: y\n`.repeat(40_000), hint: { fileName: 'a.yaml' } };
    const asked = client.request('findBlocks', huge, { signal: controller.signal });
    controller.abort();
    const before = process.cpuUsage();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    // Searching it takes several times that.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(100);
  });
});
