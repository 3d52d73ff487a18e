import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../shared/errors';
import { DocumentBlocks } from './documentBlocks';

interface Asked {
  readonly signal: AbortSignal;
  readonly answer: (blocks: unknown) => void;
  readonly refuse: (error: Error) => void;
}

function setUp(scheme = 'file', text = 'text') {
  const asked: Asked[] = [];
  const ask = vi.fn(
    (_method: string, _source: unknown, signal: AbortSignal) =>
      new Promise((answer, refuse) => {
        asked.push({ signal, answer, refuse });
        // As the connection does: who cancelled is told so.
        signal.addEventListener('abort', () => refuse(new UserError('cancelled', 'It was cancelled.')));
      }),
  );
  const document = { uri: { scheme }, languageId: 'x', fileName: '/a.x', version: 1, getText: () => text };
  return { asked, ask, document, blocks: new DocumentBlocks({ ask } as never) };
}

describe('DocumentBlocks', () => {
  it('searches a version once, whoever asks', async () => {
    const { asked, ask, document, blocks } = setUp();
    const both = [blocks.of(document as never), blocks.of(document as never)];
    asked[0]?.answer(['found']);
    expect(await Promise.all(both)).toEqual([['found'], ['found']]);
    expect(await blocks.of(document as never)).toEqual(['found']);
    expect(ask).toHaveBeenCalledTimes(1);
    document.version = 2;
    void blocks.of(document as never);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('gives up a version that was changed, and answers with the next', async () => {
    const { asked, document, blocks } = setUp();
    const old = blocks.of(document as never);
    document.version = 2;
    const young = blocks.of(document as never);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[1]?.answer(['new']);
    expect(await Promise.all([old, young])).toEqual([['new'], ['new']]);
  });

  it('tries again after a failure', async () => {
    const { asked, document, blocks } = setUp();
    const failing = blocks.of(document as never);
    asked[0]?.refuse(new UserError('internal', 'The thread ended.'));
    await expect(failing).rejects.toThrow('The thread ended.');
    const again = blocks.of(document as never);
    asked[1]?.answer([]);
    expect(await again).toEqual([]);
  });

  it.each([
    ['output of a program', 'output', 'text'],
    ['more than two million characters', 'file', 'x'.repeat(2_000_001)],
  ])('does not search %s', async (_, scheme, text) => {
    const { ask, document, blocks } = setUp(scheme, text);
    expect(await blocks.of(document as never)).toEqual([]);
    expect(ask).not.toHaveBeenCalled();
  });
});
