import { type Sentence, sentence } from '../../shared/sentence';
import type { ReferenceFacts } from './facts';

export type ProblemCode =
  'missing-vectors' | 'unreadable-vectors' | 'missing-model' | 'stale-vectors' | 'other-model';

/** What is wrong with a path of a vector file. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'warning' | 'info';
  readonly message: Sentence;
}

/** The file that the path leads to is not there. */
export function missing(name: string): Problem {
  return {
    code: 'missing-vectors',
    severity: 'warning',
    message: sentence('{0} is not there: compress its demonstrations, or correct the path.', name),
  };
}

/** What is wrong with a file that is there, the worst first; undefined where nothing is. @param name of the file; @param document name of its document */
export function problemOf(
  { file, problem, source, model }: ReferenceFacts,
  name: string,
  document: string,
): Problem | undefined {
  if (problem !== undefined)
    return { code: 'unreadable-vectors', severity: 'warning', message: sentence('{0}', problem) };
  if (!file) return undefined;
  if (model?.state === 'missing') {
    const message = sentence(
      '{0} was made for {1}, which is not among the models on this machine.',
      name,
      file.metadata.targetId,
    );
    return { code: 'missing-model', severity: 'warning', message };
  }
  if (source?.state === 'stale') {
    const message = sentence(
      '{0} is stale: its demonstrations in {1} were changed since it was made.',
      name,
      document,
    );
    return { code: 'stale-vectors', severity: 'info', message };
  }
  if (source?.state === 'gone') {
    const message = sentence(
      '{0} is stale: {1} has none of the demonstrations it was made from any more.',
      name,
      document,
    );
    return { code: 'stale-vectors', severity: 'info', message };
  }
  if (model?.state === 'other') {
    const message = sentence(
      '{0} was made for {1}, and the model chosen here is {2}.',
      name,
      model.name,
      model.chosen,
    );
    return { code: 'other-model', severity: 'info', message };
  }
  return undefined;
}
