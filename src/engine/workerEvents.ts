import type { ProviderEvent } from '../runtime/providers/ladder';

/** Memory of the engine's process, in bytes. */
export interface MemoryReport {
  /** Resident now. */
  readonly resident: number;
  /** The most that was ever resident. */
  readonly peak: number;
}

/** What the child tells its host. */
export interface WorkerEvents {
  /** It listens; sent once. */
  readonly ready: { readonly pid: number };
  /** After every call. */
  readonly memory: MemoryReport;
  /** Before and after a model is opened on a provider. */
  readonly provider: ProviderEvent;
}

/** What the host tells its child. */
export interface SupervisorEvents {
  /** Free everything and exit with code 0. */
  readonly shutdown: null;
}
