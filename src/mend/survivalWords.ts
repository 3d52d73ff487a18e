import { sentence, type Sentence } from '../shared/sentence';
import type { DemonstrationSurvival } from './report';

/** A verdict in words: a few to stand behind a demonstration, and a sentence for whoever asks. */
export interface SurvivalWords {
  readonly label: Sentence;
  readonly detail: Sentence;
}

/** Says how much of a demonstration the vectors carry. */
export function survivalWords({
  verdict,
  reason,
  effect,
  carried,
  survival,
  probes,
}: DemonstrationSurvival): SurvivalWords {
  const percent = Math.round((survival ?? 0) * 100);
  const asked = probes === 'queries';
  const detail = asked
    ? sentence(
        'Without it, the answers to the queries change by {0} nats under full ICL (root mean square), and by {1} the same way under the vectors.',
        nats(effect),
        nats(carried),
      )
    : sentence(
        'Without it, its own output is {0} nats less probable under full ICL, and {1} under the vectors.',
        nats(effect),
        nats(carried),
      );
  switch (verdict) {
    case 'kept':
      return { label: sentence('kept, {0} %', percent), detail };
    case 'partly':
      return { label: sentence('partly kept, {0} %', percent), detail };
    case 'lost':
      return lost(reason, { label: sentence('lost, {0} % left', percent), detail });
    case 'noEffect':
      return {
        label: sentence('no effect to carry'),
        detail: asked
          ? sentence('Full ICL answers the queries without it as it does with it.')
          : sentence('Full ICL answers its input as well without it: the other demonstrations say enough.'),
      };
    case 'text':
      return {
        label: sentence('text'),
        detail: sentence('It is pinned: the model reads it word for word behind the vectors.'),
      };
  }
}

function lost(reason: DemonstrationSurvival['reason'], byEffect: SurvivalWords): SurvivalWords {
  switch (reason) {
    case 'dropped':
      return {
        label: sentence('lost, not read'),
        detail: sentence('The model does not read it: those before it take all its tokens.'),
      };
    case 'cut':
      return {
        label: sentence('lost, read in part'),
        detail: sentence('The model reads it with its input cut on the right.'),
      };
    case 'answer':
      return {
        label: sentence('lost, answered otherwise'),
        detail: sentence('Asked its own input, full ICL gives its output, and the vectors give another.'),
      };
    default:
      return byEffect;
  }
}

const nats = (value = 0): string => value.toFixed(2);
