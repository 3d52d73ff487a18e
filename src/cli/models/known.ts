import { catalogue } from '../../models/catalogue/catalogue';
import { entrySummary, howToGet } from '../../models/catalogue/describeEntry';
import { type Action, noMore } from './action';

/** `mend models known`: the catalogue of models that are known to work, and how to get each. */
export const known: Action = {
  options: [],
  run(args) {
    noMore(args, 0);
    const text = catalogue
      .map((entry) => `${entry.id}: ${entrySummary(entry)}\n  ${howToGet(entry)}`)
      .join('\n');
    return Promise.resolve({ json: { models: catalogue }, text });
  },
};
