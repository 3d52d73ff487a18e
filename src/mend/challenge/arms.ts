/** The ways of answering that are compared, by the names that `mend-train evaluate` gives them (training/mend_training/baselines/). */
export const challengeArms = [
  'zero-shot',
  'full ICL',
  'fewer shots',
  'random shots',
  'nearest shots',
  'mean embeddings',
  'random vectors',
  'compressed text',
  'distilled',
] as const;
export type ChallengeArm = (typeof challengeArms)[number];
export type Rival = Exclude<ChallengeArm, 'distilled'>;

/** What the distilled vectors are compared with. */
export const rivals = challengeArms.filter((arm): arm is Rival => arm !== 'distilled');

export function ofEachArm<T>(of: (arm: ChallengeArm) => T): Readonly<Record<ChallengeArm, T>> {
  return Object.fromEntries(challengeArms.map((arm) => [arm, of(arm)])) as Record<ChallengeArm, T>;
}
