import { h } from './dom';
import type { Host } from './host';
import { t } from './l10n';
import { button } from './toolkit';

/** What the panel says before there is anything to show. */
export function emptyState(host: Host): HTMLElement {
  return h(
    'div',
    { class: 'empty' },
    h(
      'p',
      {},
      t(
        'Turn the few-shot examples of a prompt into a handful of vectors that a frozen language model reads instead, and see how it answers with them.',
      ),
    ),
    h(
      'p',
      {},
      t(
        'Put the cursor into a block of examples, such as JSON Lines, a table, or lines of “Input:” and “Output:”.',
      ),
    ),
    h(
      'div',
      { class: 'empty-actions' },
      button(t('Compress the block around the cursor'), () => host.run('mend.compress')),
      button(t('Open an example'), () => host.run('mend.openExample'), true),
      button(t('Open a vector file'), () => host.run('mend.openVectors'), true),
    ),
    h('p', { class: 'note' }, t('Everything runs on this machine. Nothing is sent anywhere.')),
  );
}
