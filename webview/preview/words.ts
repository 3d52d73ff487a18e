import type { Summary } from '../../src/preview/protocol';

type Comparison = NonNullable<Summary['labelled']>['against']['zeroShot'];

/** The level below which a difference is called one. The test is exact, so that it holds for few queries too. */
const LEVEL = 0.05;

/** `.012`, `< .001`; as tables of tests write it. */
export function pValue(p: number): string {
  if (p < 0.001) return 'p < .001';
  return `p = ${p.toFixed(3).replace(/^0/, '')}`;
}

/** Percentage points with a sign, and a real minus. */
export function points(share: number): string {
  const value = (share * 100).toFixed(1);
  return `${share > 0 ? '+' : ''}${value.replace('-', '−')}`;
}

export function verdict({
  p,
  onlyDistilledRight,
  onlyOtherRight,
}: Comparison): 'better' | 'worse' | 'no difference shown' {
  if (p >= LEVEL) return 'no difference shown';
  return onlyDistilledRight > onlyOtherRight ? 'better' : 'worse';
}

/** The interval of a difference of accuracies, in percentage points. */
export function interval({ bootstrap: { low, high } }: Comparison): string {
  return `${points(low)} to ${points(high)}`;
}
