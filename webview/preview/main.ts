import '../styles.css';
import './preview.css';
import type { HostEvents, HostMethods, WebviewEvents } from '../../src/preview/protocol';
import { Rpc } from '../../src/shared/rpc';
import { connect } from '../connect';
import { registerComponents } from '../toolkit';
import { type Kept, PreviewPage, type View } from './preview';

const { transport, pageState } = connect();
const rpc = new Rpc<HostMethods, object, HostEvents, WebviewEvents>(transport, {}, { peer: 'the extension' });

registerComponents();
const root = document.getElementById('panel');
if (root) {
  const host = {
    cancel: () => rpc.emit('cancel', null),
    ask: () => rpc.emit('ask', null),
    chooseQueries: () => rpc.emit('chooseQueries', null),
    export: (rows: readonly number[]) => rpc.emit('export', { rows }),
    reveal: (row: number) => rpc.emit('reveal', { row }),
    showLogs: () => rpc.emit('showLogs', null),
    keep: (kept: Kept) => pageState.setState(kept),
  };
  const preview = new PreviewPage(root, host, storedView());
  rpc.on('show', (state) => preview.show(state));
  rpc.on('update', (update) => preview.update(update));
  void rpc.request('ready', {}).then((state) => state && preview.show(state));
}

/** VS Code gives back what the page stored before it was hidden. */
function storedView(): View {
  const stored = pageState.getState();
  const isView = typeof stored === 'object' && stored !== null && 'onlyDisagreements' in stored;
  return isView ? (stored as View) : { onlyDisagreements: false };
}
