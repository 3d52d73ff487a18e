import type { Arm, RowView } from '../../src/preview/protocol';
import { armNames } from '../format';
import { t } from '../l10n';

/** What a column shows and is sorted by; what is not known yet is undefined, and sorted last. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** Where the title alone would not say enough. */
  readonly description?: string;
  /** Its cells' class. */
  readonly kind: 'text' | 'number' | 'flag';
  readonly arm?: Arm;
  readonly key: (row: RowView, index: number) => string | number | undefined;
}

export const armOrder: readonly Arm[] = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'];

/** Whether the vectors are answered with as the demonstrations are. */
export function agrees({ answers }: RowView): boolean | undefined {
  return answers && answers.arms.distilled.prediction === answers.arms.fullIcl.prediction;
}

const armColumns = armOrder.flatMap((arm): Column[] => [
  {
    id: arm,
    title: armNames[arm],
    kind: 'text',
    arm,
    key: ({ answers }) => answers?.arms[arm].prediction,
  },
  {
    id: `${arm}-probability`,
    title: t('p'),
    description: t('Probability of the prediction, {0}', armNames[arm]),
    kind: 'number',
    arm,
    key: ({ answers }) => answers?.arms[arm].probability,
  },
]);

/** Every column, in order; that of right answers is left out where there are none. */
export const columns: readonly Column[] = [
  {
    id: 'number',
    title: '#',
    description: t('Number of the query'),
    kind: 'number',
    key: (_, index) => index,
  },
  { id: 'input', title: t('Query'), kind: 'text', key: ({ input }) => input },
  {
    id: 'expected',
    title: t('Expected'),
    description: t('The right answer'),
    kind: 'text',
    key: (row) => row.expected,
  },
  ...armColumns,
  {
    id: 'agrees',
    title: t('Agree'),
    description: t('Whether distilled answers as full ICL does'),
    kind: 'flag',
    key: (row) => flag(agrees(row)),
  },
  {
    id: 'kl',
    title: t('KL'),
    description: t('KL(full ICL || distilled) of the next token, in nats'),
    kind: 'number',
    key: ({ answers }) => answers?.fidelity.kl,
  },
  {
    id: 'top1',
    title: t('Top-1'),
    description: t('Whether full ICL and distilled put the same token first'),
    kind: 'flag',
    key: ({ answers }) => flag(answers && answers.fidelity.top1Agreement >= 0.5),
  },
];

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
