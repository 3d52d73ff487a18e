import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations, type FittedDemonstrations } from '../../mend/budget';
import type { LoadedModel } from '../../runtime/loadModel';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { trimText } from '../../shared/trimText';

function check(demonstration: Demonstration, number: number): void {
  const output = trimText(demonstration.output);
  if (output === '') {
    throw new UserError(
      'badDemonstrations',
      sentence('Demonstration {0} has no output: write one or remove it.', number),
    );
  }
  if (demonstration.options && !demonstration.options.some((option) => trimText(option) === output)) {
    throw new UserError(
      'badOptions',
      sentence(
        'The output of demonstration {0}, “{1}”, is not among its options: add it to them.',
        number,
        output.slice(0, 40),
      ),
    );
  }
}

/** Throws `noDemonstrations`, `badDemonstrations` (no output) or `badOptions` (an output that is not among its options). */
export function checkDemonstrations(demonstrations: readonly Demonstration[]): void {
  if (demonstrations.length === 0) {
    throw new UserError(
      'noDemonstrations',
      sentence('There are no demonstrations: give at least one input with its output.'),
    );
  }
  demonstrations.forEach((demonstration, index) => check(demonstration, index + 1));
}

/** Throws `badDemonstrations` where none fits. */
export function checkUsed({ manifest }: LoadedModel, { report }: FittedDemonstrations): void {
  if (report.used > 0) return;
  throw new UserError(
    'badDemonstrations',
    sentence(
      'No demonstration fits into the {0} tokens that {1} reads of one: shorten their outputs.',
      manifest.limits.exampleTokens,
      manifest.id,
    ),
  );
}

/** Fits demonstrations into the model's token budgets. @throws UserError as `checkDemonstrations` and `checkUsed` do */
export function fit(model: LoadedModel, demonstrations: readonly Demonstration[]): FittedDemonstrations {
  checkDemonstrations(demonstrations);
  const fitted = fitDemonstrations(model.codec, model.manifest.limits, demonstrations);
  checkUsed(model, fitted);
  return fitted;
}
