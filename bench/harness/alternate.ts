import { ownCpuSeconds } from './cpu';

/** One thing to time. */
export interface Arm {
  readonly name: string;
  /** Done before every run, and neither timed nor counted. */
  prepare?(): Promise<void>;
  /** Does it once. `round` counts up, so that an arm may take another input each time. A number returned replaces the time measured. */
  run(round: number): Promise<number | undefined>;
}

export interface Samples {
  readonly name: string;
  readonly milliseconds: readonly number[];
  readonly cpuMilliseconds: readonly number[];
}

export interface Plan {
  readonly rounds: number;
  /** Rounds that are run first and not counted. */
  readonly warmUp?: number;
  /** Reads the processor time that counts; default: this process's. */
  readonly cpuSeconds?: () => number;
}

/** Times the arms in turn, A B C A B C ..., so that what else happens on the machine meets all of them alike. */
export async function alternate(arms: readonly Arm[], plan: Plan): Promise<Samples[]> {
  const { rounds, warmUp = 3, cpuSeconds = ownCpuSeconds } = plan;
  const samples = arms.map(({ name }) => ({
    name,
    milliseconds: [] as number[],
    cpuMilliseconds: [] as number[],
  }));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, arm] of arms.entries()) {
      await arm.prepare?.();
      const cpu = cpuSeconds();
      const start = performance.now();
      const own = await arm.run(round + warmUp);
      const milliseconds = own ?? performance.now() - start;
      if (round < 0) continue;
      samples[index]?.milliseconds.push(milliseconds);
      samples[index]?.cpuMilliseconds.push((cpuSeconds() - cpu) * 1000);
    }
  }
  return samples;
}
