import { decodeScript } from './escapes';
import { type Kind, kindOfFence } from './kind';
import { readJson } from './tree/json';
import { entryOf, type MapNode, type ScalarNode, stringOf, type TreeNode } from './tree/tree';
import { joinTexts } from './placedText';
import type { Region } from './regions';

/** The cells of a notebook's file, each as the document that it is in the editor. */
export function notebookRegions(text: string): Region[] {
  const root = readJson(text).roots[0]?.node;
  if (root?.type !== 'map') return [];
  const cells = entryOf(root, 'cells');
  const code = codeKind(root);
  return (cells?.type === 'list' ? cells.items : []).flatMap((cell) => {
    const source = cell.type === 'map' ? entryOf(cell, 'source') : undefined;
    if (cell.type !== 'map' || !source) return [];
    const kind = stringOf(cell, 'cell_type') === 'code' ? code : 'markdown';
    return [regionOf(linesOf(source), kind, text)];
  });
}

/** What the code cells are written in; notebooks that do not say are Python's. */
function codeKind(root: MapNode): Kind {
  const metadata = entryOf(root, 'metadata');
  const about = (name: string): MapNode | undefined => {
    const value = metadata?.type === 'map' ? entryOf(metadata, name) : undefined;
    return value?.type === 'map' ? value : undefined;
  };
  const [info, kernel] = [about('language_info'), about('kernelspec')];
  const language = (info && stringOf(info, 'name')) ?? (kernel && stringOf(kernel, 'language'));
  return language === undefined ? 'python' : kindOfFence(language);
}

/** A source is a string, or a list of its lines with their breaks. */
function linesOf(source: TreeNode): readonly ScalarNode[] {
  const items = source.type === 'list' ? source.items : [source];
  return items.flatMap((item) => (item.type === 'scalar' && item.isString ? [item] : []));
}

function regionOf(lines: readonly ScalarNode[], kind: Kind, text: string): Region {
  return { ...joinTexts(lines.map(({ start }) => decodeScript(text, start + 1, '"'))), kind };
}
