import type { SessionDemonstrations, SessionState } from '../editor/sessionState';
import type { DemonstrationsView, PanelState } from './protocol';
import { vectorsView } from './vectorsView';

/** More rows would make the panel slow, and nobody reads them there. */
const mostItems = 200;
const mostCharacters = 400;

/** What the panel shows of the session. @param model identifier of the chosen model */
export function panelState(session: SessionState, model: string): PanelState {
  const { demonstrations, vectors, prediction, draft, provider, busy, error } = session;
  return {
    model,
    draft,
    ...(provider !== undefined && { provider }),
    ...(demonstrations && { demonstrations: demonstrationsView(demonstrations) }),
    ...(vectors && { vectors: vectorsView(vectors) }),
    ...(prediction && { prediction }),
    ...(busy && { busy }),
    ...(error !== undefined && { error }),
  };
}

function demonstrationsView({ source, demonstrations, tokens }: SessionDemonstrations): DemonstrationsView {
  const items = demonstrations.slice(0, mostItems).map(({ input, output }, index) => {
    const counted = tokens.each[index];
    return { input: clip(input), output: clip(output), ...(counted && { tokens: counted }) };
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
  };
}

function clip(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
