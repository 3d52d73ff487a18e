import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TokenReport } from '../../engine/methods';
import type { HashedBlock } from '../freshness/documentBlocks';
import { TokenCounts } from './tokenCounts';

vi.mock('vscode', () => ({}));

const block = (text: string): HashedBlock => ({
  block: {
    format: 'fields',
    start: 0,
    end: 10,
    demonstrations: [{ input: text, output: 'x' }],
    ranges: [{ start: 0, end: 10 }],
  },
  hashes: [`hash of ${text}`],
});
const report: TokenReport = { each: [{ tokens: 3, fate: 'whole' }], total: 3, budget: 9, used: 1 };

const model: object = { folder: '/m', manifest: { files: [], template: {}, limits: {} } };

function setUp() {
  const values = new Map<string, unknown>();
  const storage = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
  const engine = { state: 'stopped', countTokens: vi.fn(async () => report) };
  const session = { state: { busy: undefined as object | undefined } };
  const log = { warn: vi.fn() };
  const chosen: { model: object | undefined; get: () => Promise<object | undefined> } = {
    model,
    get: async () => chosen.model,
  };
  const make = () =>
    new TokenCounts({ engine, session, reporter: { log } } as never, chosen as never, storage);
  return { chosen, engine, session, log, make };
}

describe('TokenCounts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const later = () => vi.advanceTimersByTimeAsync(1000);

  it('starts nothing by itself', async () => {
    const { engine, make } = setUp();
    expect(await make().get(block('a'))).toBeUndefined();
    await later();
    expect(engine.countTokens).not.toHaveBeenCalled();
  });

  it('counts by itself where the engine runs, each block once, and tells', async () => {
    const { engine, make } = setUp();
    engine.state = 'running';
    const counts = make();
    const told = vi.fn();
    counts.onDidChange(told);
    for (const text of ['a', 'b', 'a']) expect(await counts.get(block(text))).toBeUndefined();
    await later();
    expect(engine.countTokens).toHaveBeenCalledTimes(2);
    expect(told).toHaveBeenCalled();
    expect(await counts.get(block('a'))).toEqual(report);
    await later();
    expect(engine.countTokens).toHaveBeenCalledTimes(2);
  });

  it('waits for what the user asked for, and leaves large blocks alone', async () => {
    const { engine, session, make } = setUp();
    engine.state = 'running';
    session.state.busy = {};
    const counts = make();
    await counts.get(block('a'));
    await later();
    const large = block('b');
    await counts.get({ ...large, block: { ...large.block, end: 1e6 } });
    session.state.busy = undefined;
    await later();
    expect(engine.countTokens).not.toHaveBeenCalled();
    await counts.get(block('a'));
    await later();
    expect(engine.countTokens).toHaveBeenCalledTimes(1);
  });

  it('counts at once where it is asked to, and remembers over a restart', async () => {
    const { engine, make } = setUp();
    expect(await make().count(block('a'))).toEqual(report);
    expect(engine.countTokens).toHaveBeenCalledWith(
      { model: { folder: '/m' }, demonstrations: [{ input: 'a', output: 'x' }] },
      {},
    );
    expect(await make().get(block('a'))).toEqual(report);
    expect(await make().get(block('b'))).toBeUndefined();
  });

  it('logs a failure and goes on', async () => {
    const { engine, log, make } = setUp();
    engine.state = 'running';
    engine.countTokens.mockRejectedValueOnce(new Error('broken'));
    const counts = make();
    await counts.get(block('a'));
    await counts.get(block('b'));
    await later();
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(await counts.get(block('b'))).toEqual(report);
  });

  it('knows nothing without a model', async () => {
    const { chosen, engine, make } = setUp();
    chosen.model = undefined;
    engine.state = 'running';
    const counts = make();
    expect(await counts.get(block('a'))).toBeUndefined();
    expect(await counts.count(block('a'))).toBeUndefined();
    expect(engine.countTokens).not.toHaveBeenCalled();
  });
});
