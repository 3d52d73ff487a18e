import { contradictoryOutputs } from './rules/contradictoryOutputs';
import { inconsistentFieldName } from './rules/inconsistentFieldName';
import { inconsistentSeparator } from './rules/inconsistentSeparator';
import { labelImbalance } from './rules/labelImbalance';
import { labelOrder } from './rules/labelOrder';
import { nearDuplicate } from './rules/nearDuplicate';
import { outputOutsideOptions } from './rules/outputOutsideOptions';
import { overWindow } from './rules/overWindow';
import { queryInDemonstrations } from './rules/queryInDemonstrations';
import { trailingWhitespace } from './rules/trailingWhitespace';
import type { Rule } from './types';

/** Every rule, in the order of `ruleIds`. */
export const rules: readonly Rule[] = [
  labelImbalance,
  labelOrder,
  nearDuplicate,
  contradictoryOutputs,
  queryInDemonstrations,
  outputOutsideOptions,
  inconsistentFieldName,
  inconsistentSeparator,
  trailingWhitespace,
  overWindow,
];
