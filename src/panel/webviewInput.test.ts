import { describe, expect, it } from 'vitest';
import { panelCommands } from './protocol';
import { readCommand, readDraft, readPin, readRows } from './webviewInput';

describe('what the webview sends', () => {
  it('is taken when it is as agreed', () => {
    expect(readDraft({ input: 'a', options: 'b', more: 1 })).toEqual({ input: 'a', options: 'b' });
    expect(readCommand({ command: 'mend.compress' }, panelCommands)).toBe('mend.compress');
    expect(readPin({ index: 3, pinned: false })).toEqual({ index: 3, pinned: false });
    expect(readRows({ rows: 12 })).toBe(12);
  });

  it.each([
    null,
    undefined,
    'text',
    {},
    { input: 1, options: '' },
    { input: '', options: [] },
    { input: 'x'.repeat(100_001), options: '' },
  ])('is no draft: %j', (value) => expect(readDraft(value)).toBeUndefined());

  it.each([null, {}, { index: -1, pinned: true }, { index: 0.5, pinned: true }, { index: 1, pinned: 'yes' }])(
    'is no pin: %j',
    (value) => expect(readPin(value)).toBeUndefined(),
  );

  it.each([null, {}, { rows: 0 }, { rows: NaN }, { rows: 2 ** 60 }, { rows: '3' }])(
    'is no number of rows: %j',
    (value) => expect(readRows(value)).toBeUndefined(),
  );

  it.each([
    null,
    'mend.compress',
    {},
    { command: 'workbench.action.quit' },
    { command: 'mend.restartEngine' },
  ])('is no command: %j', (value) => expect(readCommand(value, panelCommands)).toBeUndefined());
});
