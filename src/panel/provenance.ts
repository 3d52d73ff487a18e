import type { MeasuredFidelity } from '../mend/report';
import { inWords, type Sentence, sentence, type Translate } from '../shared/sentence';
import type { VectorMetadata } from '../vectors';

/** Where vectors come from, as names and values to show. @param translate default: English */
export function provenance(
  metadata: VectorMetadata,
  translate?: Translate,
): readonly (readonly [string, string])[] {
  const shown = (text: string | Sentence): string =>
    typeof text === 'string' ? text : inWords(text, translate);
  return lines(metadata).map(([name, value]) => [shown(name), shown(value)]);
}

/** Sentences are translated; texts are data. */
function lines(metadata: VectorMetadata): readonly (readonly [Sentence, string | Sentence])[] {
  const { fidelity, labels } = metadata;
  return [
    [sentence('Target LM'), metadata.targetId],
    [sentence('Family'), metadata.family],
    [sentence('Weights'), metadata.targetHash],
    [sentence('Distiller'), metadata.distillerId],
    [sentence('Its weights'), metadata.distillerHash],
    [sentence('Tokenizer'), metadata.tokenizerHash],
    [sentence('Precision'), metadata.dtype],
    [sentence('Demonstrations'), demonstrationsText(metadata)],
    ...(labels ? ([[sentence('Labels'), labels.join(', ')]] as const) : []),
    ...(fidelity ? ([[sentence('Fidelity'), fidelityText(fidelity)]] as const) : []),
    ...(metadata.demonstrations > 0
      ? ([
          [sentence('Text stored'), sentence(metadata.demonstrationsText ? 'yes' : 'no, hashes only')],
        ] as const)
      : []),
    [sentence('Created'), metadata.created],
    [sentence('By version'), metadata.toolVersion],
    [sentence('Licence'), metadata.licence],
  ];
}

function demonstrationsText({
  demonstrations,
  demonstrationsUsed: read,
  demonstrationsCut: cut,
}: VectorMetadata): Sentence {
  if (demonstrations === 0) return sentence('none known');
  if (read === demonstrations)
    return cut > 0
      ? sentence('{0}, all of them read, {1} cut', demonstrations, cut)
      : sentence('{0}, all of them read', demonstrations);
  return cut > 0
    ? sentence('{0}, {1} of them read, {2} cut', demonstrations, read, cut)
    : sentence('{0}, {1} of them read', demonstrations, read);
}

function fidelityText({ kl, top1Agreement, queries, of }: MeasuredFidelity): Sentence {
  const [divergence, share] = [kl.toFixed(3), (top1Agreement * 100).toFixed(0)];
  // What the files say of themselves; other words come from other programs.
  return of === 'demonstration inputs'
    ? sentence('KL {0}, top-1 {1} %, over {2} demonstration inputs', divergence, share, queries)
    : sentence('KL {0}, top-1 {1} %, over {2} {3}', divergence, share, queries, of);
}
