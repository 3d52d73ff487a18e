import './styles.css';
import type { HostEvents, HostMethods, WebviewEvents } from '../src/panel/protocol';
import { Rpc } from '../src/shared/rpc';
import { connect } from './connect';
import type { PanelHost } from './host';
import { Panel } from './panel';
import { registerComponents } from './toolkit';

const { transport, folding } = connect();
const rpc = new Rpc<HostMethods, object, HostEvents, WebviewEvents>(transport, {}, { peer: 'the extension' });

const host: PanelHost = {
  run: (command) => rpc.emit('run', { command }),
  predict: (draft) => rpc.emit('predict', draft),
  draft: (draft) => rpc.emit('draft', draft),
  cancel: () => rpc.emit('cancel', null),
  revealSource: () => rpc.emit('revealSource', null),
  revealFile: () => rpc.emit('revealFile', null),
  map: () => rpc.emit('map', null),
  pin: (index, pinned) => rpc.emit('pin', { index, pinned }),
  spend: (rows) => rpc.emit('spend', { rows }),
};

registerComponents();
const root = document.getElementById('panel');
if (root) {
  const panel = new Panel(root, host, folding);
  rpc.on('show', (state) => panel.show(state));
  rpc.on('busy', (busy) => panel.showBusy(busy));
  void rpc.request('ready', {}).then((state) => panel.show(state));
}
