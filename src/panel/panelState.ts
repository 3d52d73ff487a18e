import type { SessionDemonstrations, SessionState, SessionVectors } from '../editor/sessionState';
import type { DemonstrationSurvival } from '../engine/methods';
import { survivalWords } from '../mend/survivalWords';
import { inWords, type Translate } from '../shared/sentence';
import { demonstrationHash, textRows } from '../vectors';
import type { Balance, DemonstrationItem, DemonstrationsView, PanelState } from './protocol';
import { vectorsView } from './vectorsView';

/** More rows would make the panel slow, and nobody reads them there. */
const mostItems = 200;
const mostCharacters = 400;

/** What the panel shows of the session. @param model identifier of the chosen model @param translate default: English */
export function panelState(session: SessionState, model: string, translate?: Translate): PanelState {
  const { demonstrations, vectors, prediction, draft, provider, busy, error } = session;
  return {
    model,
    draft,
    ...(provider !== undefined && { provider }),
    ...(demonstrations && { demonstrations: demonstrationsView(demonstrations, vectors, translate) }),
    ...(vectors && { vectors: vectorsView(vectors, translate) }),
    ...(prediction && { prediction }),
    ...(busy && { busy }),
    ...(error !== undefined && { error }),
  };
}

function demonstrationsView(
  { source, demonstrations, tokens, survival }: SessionDemonstrations,
  vectors: SessionVectors | undefined,
  translate: Translate | undefined,
): DemonstrationsView {
  const own = vectors && isOf(vectors, demonstrations) ? vectors : undefined;
  const pinned = own?.contents.metadata.pinned ?? [];
  const balance = own && balanceOf(own, tokens.total);
  const items = demonstrations.slice(0, mostItems).map(({ input, output }, index): DemonstrationItem => {
    const counted = tokens.each[index];
    const found = survival?.find((one) => one.index === index);
    return {
      input: clip(input),
      output: clip(output),
      ...(counted && { tokens: counted }),
      ...(found && { survival: survivalView(found, translate) }),
      ...(own && { pinned: pinned.some((one) => one.index === index) }),
    };
  });
  const having = (fate: 'cut' | 'dropped'): number => tokens.each.filter((one) => one.fate === fate).length;
  return {
    source: source.name,
    items,
    count: demonstrations.length,
    cut: having('cut'),
    dropped: having('dropped'),
    tokens: tokens.total,
    budget: tokens.budget,
    mapped: survival !== undefined,
    ...(balance && { balance }),
  };
}

function survivalView(
  found: DemonstrationSurvival,
  translate?: Translate,
): NonNullable<DemonstrationItem['survival']> {
  const { label, detail } = survivalWords(found);
  return { verdict: found.verdict, label: inWords(label, translate), detail: inWords(detail, translate) };
}

/** Whether vectors were made from these demonstrations, as they are. */
function isOf(
  { contents }: SessionVectors,
  demonstrations: SessionDemonstrations['demonstrations'],
): boolean {
  const hashes = contents.metadata.demonstrationSha256;
  return (
    hashes.length === demonstrations.length &&
    demonstrations.every((demonstration, index) => demonstrationHash(demonstration) === hashes[index])
  );
}

/** From a single vector to as many rows as there are tokens. */
function balanceOf({ contents }: SessionVectors, tokens: number): Balance {
  const text = textRows(contents.metadata);
  const vectors = contents.count - text;
  return { vectors, text, least: 1, most: Math.max(tokens, contents.count) };
}

function clip(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
