import { describe, expect, it } from 'vitest';
import { panelCommands } from './protocol';
import { readCommand, readDraft } from './webviewInput';

describe('what the webview sends', () => {
  it('is taken when it is as agreed', () => {
    expect(readDraft({ input: 'a', options: 'b', more: 1 })).toEqual({ input: 'a', options: 'b' });
    expect(readCommand({ command: 'mend.compress' }, panelCommands)).toBe('mend.compress');
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

  it.each([
    null,
    'mend.compress',
    {},
    { command: 'workbench.action.quit' },
    { command: 'mend.restartEngine' },
  ])('is no command: %j', (value) => expect(readCommand(value, panelCommands)).toBeUndefined());
});
