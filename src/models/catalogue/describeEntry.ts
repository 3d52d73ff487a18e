import { formatBytes } from '../../shared/formatBytes';
import { convertCommand } from '../add/convertCommand';
import type { CatalogueEntry } from './catalogue';

/** What an entry of the catalogue is, in a line. */
export function entrySummary({ kind, parameters, licence }: CatalogueEntry): string {
  const size = parameters === undefined ? [] : [`${millions(parameters)} parameters`];
  // A checkpoint's size on disk depends on what it is converted to: the weights alone, computed.
  const bytes =
    kind === 'checkpoint' && parameters !== undefined
      ? [`${formatBytes(2 * parameters)} as fp16 or ${formatBytes(parameters)} as int8, without a distiller`]
      : [];
  return [...size, ...bytes, `weights ${licence}`].join(', ');
}

/** How it is got, in one sentence that hides no step. */
export function howToGet({ name, get, distillers = [] }: CatalogueEntry): string {
  switch (get.how) {
    case 'embedded':
      return `${name} is here already.`;
    case 'hub':
      return `${name} is fetched from ${get.repository} on the hub as it is.`;
    case 'convert': {
      const from = distillers.includes('authors')
        ? "the paper's authors or one that you train"
        : 'your own training';
      return `${name} is a checkpoint without a distiller: run ${convertCommand(get.repository)} with a distiller of ${from}, and add the folder that it writes.`;
    }
    case 'manual':
      return `${name} are downloaded by hand, from where ${get.page} says, and made into a model by mend-train convert, together with their target LM.`;
  }
}

function millions(count: number): string {
  return count < 1e9
    ? `${(count / 1e6).toPrecision(3).replace(/\.0+$/, '')} M`
    : `${(count / 1e9).toPrecision(3)} G`;
}
