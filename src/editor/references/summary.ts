import type { Translate } from '../../shared/sentence';
import type { ReferenceFacts } from './facts';

/** Names and times as the reader sees them. */
export interface SummaryWords {
  readonly document: string;
  readonly created: string;
}

/** What a vector file is, one line for each question; plain text. Empty where the file could not be read for a hint. */
export function summaryLines(
  { file, problem, source, model }: ReferenceFacts,
  { document, created }: SummaryWords,
  translate: Translate,
): readonly string[] {
  if (problem !== undefined) return [problem];
  if (!file) return [];
  const { count, width, metadata } = file;
  const { demonstrationTokens: tokens, demonstrations, fidelity, targetId } = metadata;
  return [
    translate('{0} vectors of width {1} for {2}', count, width, targetId),
    demonstrations > 0
      ? translate(
          '{0} demonstrations, {1} tokens → {2} vectors ({3}×)',
          demonstrations,
          tokens,
          count,
          (tokens / count).toFixed(1),
        )
      : translate('Imported: no demonstrations are known'),
    ...(fidelity
      ? [
          translate(
            'Fidelity: KL {0}, the same first token in {1} % of {2} queries',
            fidelity.kl.toFixed(3),
            Math.round(fidelity.top1Agreement * 100),
            fidelity.queries,
          ),
        ]
      : []),
    ...(source ? [sourceLine(source.state, document, translate)] : []),
    ...(model ? modelLine(model, translate) : []),
    translate('Made {0} by version {1}', created, metadata.toolVersion),
  ];
}

function sourceLine(
  state: NonNullable<ReferenceFacts['source']>['state'],
  document: string,
  translate: Translate,
): string {
  switch (state) {
    case 'fresh':
      return translate('Fresh: made from the demonstrations in {0} as they are', document);
    case 'stale':
      return translate('Stale: the demonstrations in {0} were changed since', document);
    case 'gone':
      return translate('Stale: {0} has none of its demonstrations any more', document);
  }
}

function modelLine(model: NonNullable<ReferenceFacts['model']>, translate: Translate): readonly string[] {
  if (model.state === 'missing') return [translate('Its model is not on this machine')];
  return model.state === 'other'
    ? [translate('Its model, {0}, is here; the chosen one is {1}', model.name, model.chosen)]
    : [];
}
