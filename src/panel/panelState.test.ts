import { describe, expect, it } from 'vitest';
import { emptySession, type SessionState } from '../editor/sessionState';
import { demonstrationHash, vectorStatistics, type VectorMetadata } from '../vectors';
import { panelState } from './panelState';

const metadata: VectorMetadata = {
  family: 'gpt2',
  targetId: 'target',
  targetHash: 'aa',
  distillerId: 'distiller',
  distillerHash: 'bb',
  tokenizerHash: 'cc',
  dtype: 'int8',
  template: { inputPrefix: ' ', inputSuffix: '\t', outputPrefix: ' ', outputSuffix: '\n' },
  labels: ['good', 'bad'],
  demonstrations: 3,
  demonstrationsUsed: 2,
  demonstrationsCut: 1,
  demonstrationTokens: 40,
  demonstrationSha256: [],
  fidelity: { kl: 0.1234, top1Agreement: 0.75, queries: 8, of: 'demonstration inputs' },
  created: '2026-01-01T00:00:00Z',
  toolVersion: '0.1.0',
  licence: 'CC-BY-SA-4.0',
};
const vectors = Float32Array.of(1, 0, 0, 1);
const session: SessionState = {
  ...emptySession,
  vectors: {
    path: '/w/a.mend.safetensors',
    bytes: 100,
    contents: { metadata, vectors, count: 2, width: 2 },
    statistics: vectorStatistics(vectors, 2, 2),
  },
  demonstrations: {
    source: { uri: 'file:///w/a', name: 'a', start: 0, end: 1 },
    demonstrations: ['x'.repeat(1000), 'two', 'three'].map((input) => ({ input, output: 'good' })),
    tokens: {
      each: [
        { tokens: 20, fate: 'whole' },
        { tokens: 20, fate: 'cut' },
        { tokens: 0, fate: 'dropped' },
      ],
      total: 40,
      budget: 48,
      used: 2,
    },
  },
};

describe('panelState', () => {
  it('is small when there is nothing', () => {
    expect(panelState(emptySession, 'mini')).toEqual({ model: 'mini', draft: { input: '', options: '' } });
  });

  it('counts what was cut and dropped, and clips long texts', () => {
    const { demonstrations } = panelState(session, 'mini');
    expect(demonstrations).toMatchObject({
      source: 'a',
      count: 3,
      cut: 1,
      dropped: 1,
      tokens: 40,
      budget: 48,
    });
    expect(demonstrations?.items[0]?.input).toHaveLength(401);
    expect(demonstrations?.items[2]?.tokens?.fate).toBe('dropped');
  });

  it('says what is left of each demonstration while the map is shown', () => {
    expect(panelState(session, 'mini').demonstrations?.mapped).toBe(false);
    const demonstrations = session.demonstrations && {
      ...session.demonstrations,
      survival: [{ index: 1, verdict: 'partly', survival: 0.5 } as const],
    };
    const view = panelState({ ...session, demonstrations }, 'mini').demonstrations;
    expect(view?.mapped).toBe(true);
    expect(view?.items[0]?.survival).toBeUndefined();
    expect(view?.items[1]?.survival).toMatchObject({ verdict: 'partly', label: 'partly kept, 50 %' });
    const translated = panelState({ ...session, demonstrations }, 'mini', (text) => text.toUpperCase());
    expect(translated.demonstrations?.items[1]?.survival?.label).toBe('PARTLY KEPT, {0} %');
  });

  it('says what is text, and how far vectors and text can be changed, for the file of these demonstrations alone', () => {
    expect(panelState(session, 'mini').demonstrations?.balance).toBeUndefined();
    const demonstrationSha256 = session.demonstrations?.demonstrations.map(demonstrationHash) ?? [];
    const pinned = [{ index: 2, tokens: [7], input: 'three', output: 'good' }];
    const contents = { metadata: { ...metadata, demonstrationSha256, pinned }, vectors, count: 2, width: 2 };
    const own = { ...session, vectors: session.vectors && { ...session.vectors, contents } };
    const view = panelState(own, 'mini').demonstrations;
    expect(view?.balance).toEqual({ vectors: 1, text: 1, least: 1, most: 40 });
    expect(view?.items.map((item) => item.pinned)).toEqual([false, false, true]);
  });

  it('lists no more demonstrations than anybody reads, and says how many there are', () => {
    const many = Array.from({ length: 10_000 }, () => ({ input: 'a', output: 'b' }));
    const state = {
      ...session,
      demonstrations: session.demonstrations && { ...session.demonstrations, demonstrations: many },
    };
    const { demonstrations } = panelState(state, 'mini');
    expect(demonstrations?.items).toHaveLength(200);
    expect(demonstrations?.count).toBe(10_000);
  });

  it('shows the vectors, what they stand for, and where they come from', () => {
    const view = panelState(session, 'mini').vectors;
    expect(view).toMatchObject({
      name: 'a.mend.safetensors',
      bytes: 100,
      tokens: 40,
      heatmap: { values: [100, 0, 0, 100] },
    });
    expect(Object.fromEntries(view?.provenance ?? [])).toMatchObject({
      Family: 'gpt2',
      Demonstrations: '3, 2 of them read, 1 cut',
      Labels: 'good, bad',
      Fidelity: 'KL 0.123, top-1 75 %, over 8 demonstration inputs',
      'Text stored': 'no, hashes only',
    });
  });

  it('says of imported vectors that no demonstrations are known', () => {
    const { vectors } = session;
    const metadata = { ...vectors!.contents.metadata, demonstrations: 0, demonstrationsUsed: 0 };
    const imported = { ...vectors!, contents: { ...vectors!.contents, metadata } };
    const shown = Object.fromEntries(
      panelState({ ...session, vectors: imported }, 'mini').vectors!.provenance,
    );
    expect(shown).toMatchObject({ Demonstrations: 'none known' });
    expect(shown).not.toHaveProperty('Text stored');
  });
});
