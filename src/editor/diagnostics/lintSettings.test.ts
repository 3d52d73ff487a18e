import { describe, expect, it, vi } from 'vitest';
import { rulesIn } from './lintSettings';

vi.mock('vscode', () => ({}));

describe('rulesIn', () => {
  it('takes what the setting says about rules', () => {
    const rules = { 'label-order': 'off', 'near-duplicate': 'info' };
    expect(rulesIn(rules)).toEqual(rules);
  });

  it.each([
    [null],
    ['off'],
    [['label-order']],
    [{ 'no-such-rule': 'off' }],
    [{ 'label-order': 'loud' }],
    [{ 'label-order': false }],
  ])('takes nothing from %j', (value) => {
    expect(rulesIn(value)).toEqual({});
  });
});
