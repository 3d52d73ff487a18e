import { describe, expect, it } from 'vitest';
import { tinyModelFolder } from '../testing/tinyModel';
import { describePlan } from './describePlan';
import { openFolder } from './folderSource';
import { type ModelPlan, planModel } from './modelPlan';

const plan = async (licence?: string): Promise<ModelPlan> => {
  const source = await openFolder(tinyModelFolder);
  return { ...(await planModel({ ...source, licence })), bytes: 4_000_000 };
};

describe('describePlan', () => {
  it('says what comes and what is left of it after a broken attempt', async () => {
    expect(describePlan(await plan(), { bytes: 4_000_000, free: 5e9 })).toEqual({
      name: 'Tiny GPT-2 (random weights) (tiny-gpt2)',
      from: tinyModelFolder,
      size: '4 MB; 5 GB free',
      licence: 'weights Apache-2.0, code Apache-2.0',
    });
    expect(describePlan(await plan(), { bytes: 1_000_000, free: undefined }).size).toBe(
      '4 MB, 1 MB of them still to come; free space unknown',
    );
  });

  it('says where the repository names another licence, and only there', async () => {
    const needs = { bytes: 1, free: 1 };
    expect(describePlan(await plan('apache-2.0'), needs).licence).not.toContain('repository');
    expect(describePlan(await plan('cc-by-nc-4.0'), needs).licence).toBe(
      'weights Apache-2.0, code Apache-2.0; its repository says cc-by-nc-4.0',
    );
  });
});
