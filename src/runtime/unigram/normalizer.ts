import { Charsmap } from './charsmap';
import { type Part, partsOf, replacing, unknownPart } from './parts';

type Normalize = (text: string) => string;

function precompiled(part: Part): Normalize {
  if (typeof part.precompiled_charsmap !== 'string') throw unknownPart(part);
  const charsmap = new Charsmap(part.precompiled_charsmap);
  return (text) => charsmap.normalize(text);
}

/** White space is what Unicode calls so, of which JavaScript's `\s` differs in two characters. */
function stripped({ strip_left: left, strip_right: right }: Part): Normalize {
  return (text) => {
    const rest = left === true ? text.replace(/^\p{White_Space}+/u, '') : text;
    if (right !== true) return rest;
    // By hand: a pattern that ends in `$` is tried at every run of white space, each time to the run's end.
    let end = rest.length;
    while (end > 0 && /\p{White_Space}/u.test(rest.charAt(end - 1))) end -= 1;
    return rest.slice(0, end);
  };
}

function normalizing(part: Part): Normalize {
  switch (part.type) {
    case 'Precompiled':
      return precompiled(part);
    case 'Strip':
      return stripped(part);
    case 'Replace':
      return replacing(part);
    default:
      throw unknownPart(part);
  }
}

/** Text as the model knows it. Throws where the tokenizer normalizes in a way that is not understood. */
export function normalizerOf(value: unknown): Normalize {
  const steps = partsOf(value).map(normalizing);
  return (text) => steps.reduce((normalized, step) => step(normalized), text);
}
