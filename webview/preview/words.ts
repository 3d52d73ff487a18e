import type { Summary } from '../../src/preview/protocol';
import { t } from '../l10n';
import { decimal } from '../numbers';

type Comparison = NonNullable<Summary['labelled']>['against']['zeroShot'];

/** The level below which a difference is called one. The test is exact, so that it holds for few queries too. */
const LEVEL = 0.05;

/** `p = .012`, `p < .001`; as tables of tests write it, where the language has a point before the digits. */
export function pValue(p: number): string {
  const digits = decimal(Math.max(p, 0.001), 3).replace(/^0(?=\.)/, '');
  return p < 0.001 ? t('p < {0}', digits) : t('p = {0}', digits);
}

/** Percentage points with a sign, and a real minus. */
export function points(share: number): string {
  return `${share > 0 ? '+' : ''}${decimal(share * 100, 1)}`;
}

export function verdict({ p, onlyDistilledRight, onlyOtherRight }: Comparison): string {
  if (p >= LEVEL) return t('no difference shown');
  return t(onlyDistilledRight > onlyOtherRight ? 'better' : 'worse');
}

/** The interval of a difference of accuracies, in percentage points. */
export function interval({ bootstrap: { low, high } }: Comparison): string {
  return t('{0} to {1}', points(low), points(high));
}
