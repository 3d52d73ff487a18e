import '../styles.css';
import './editor.css';
import type { EditorState, HostEvents, HostMethods, WebviewEvents } from '../../src/vectorEditor/protocol';
import { Rpc } from '../../src/shared/rpc';
import { connect } from '../connect';
import type { Folding } from '../section';
import { registerComponents } from '../toolkit';
import { ComparisonPage } from './comparisonPage';
import type { EditorHost } from './editorHost';
import { FilePage } from './filePage';
import type { Page } from './page';

const { transport, folding } = connect();
const rpc = new Rpc<HostMethods, object, HostEvents, WebviewEvents>(transport, {}, { peer: 'the extension' });

const host: EditorHost = {
  run: (command) => rpc.emit('run', { command }),
  predict: (draft) => rpc.emit('predict', draft),
  draft: (draft) => rpc.emit('draft', draft),
  cancel: () => rpc.emit('cancel', null),
  // A file of vectors does not say which document its demonstrations were in.
  revealSource: () => undefined,
  revealFile: () => rpc.emit('revealFile', null),
};

registerComponents();
const root = document.getElementById('panel');
if (root) {
  root.classList.add('editor');
  void rpc.request('ready', {}).then((state) => {
    const page = pageFor(state, root, folding);
    rpc.on('show', (next) => show(page, next));
    rpc.on('busy', (busy) => page.showBusy(busy));
    show(page, state);
  });
}

/** One webview shows one kind of thing for as long as it lives. */
function pageFor({ kind }: EditorState, element: Element, folds: Folding): Page {
  return kind === 'file' ? new FilePage(element, host, folds) : new ComparisonPage(element, host, folds);
}

function show(page: Page, state: EditorState): void {
  page.show(state);
  document.body.dataset['state'] = state.busy ? 'busy' : 'ready';
}
