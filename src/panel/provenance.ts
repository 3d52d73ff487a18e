import type { MeasuredFidelity } from '../mend/report';
import type { VectorMetadata } from '../vectors';

/** Where vectors come from, as names and values to show. */
export function provenance(metadata: VectorMetadata): readonly (readonly [string, string])[] {
  const { fidelity, labels } = metadata;
  return [
    ['Target LM', metadata.targetId],
    ['Family', metadata.family],
    ['Weights', metadata.targetHash],
    ['Distiller', metadata.distillerId],
    ['Its weights', metadata.distillerHash],
    ['Tokenizer', metadata.tokenizerHash],
    ['Precision', metadata.dtype],
    ['Demonstrations', demonstrationsText(metadata)],
    ...(labels ? ([['Labels', labels.join(', ')]] as const) : []),
    ...(fidelity ? ([['Fidelity', fidelityText(fidelity)]] as const) : []),
    ...(metadata.demonstrations > 0
      ? ([['Text stored', metadata.demonstrationsText ? 'yes' : 'no, hashes only']] as const)
      : []),
    ['Created', metadata.created],
    ['By version', metadata.toolVersion],
    ['Licence', metadata.licence],
  ];
}

function demonstrationsText({
  demonstrations,
  demonstrationsUsed,
  demonstrationsCut,
}: VectorMetadata): string {
  if (demonstrations === 0) return 'none known';
  const read =
    demonstrationsUsed === demonstrations ? 'all of them read' : `${demonstrationsUsed} of them read`;
  const cut = demonstrationsCut > 0 ? `, ${demonstrationsCut} cut` : '';
  return `${demonstrations}, ${read}${cut}`;
}

function fidelityText({ kl, top1Agreement, queries, of }: MeasuredFidelity): string {
  return `KL ${kl.toFixed(3)}, top-1 ${(top1Agreement * 100).toFixed(0)} %, over ${queries} ${of}`;
}
