/** A provider that had opened a model could not run it. The next rung may. */
export class ProviderFailed extends Error {
  constructor(
    readonly provider: string,
    /** As `explain` gives it. */
    readonly reason: string,
    options: ErrorOptions,
  ) {
    super(`${provider}: ${reason}`, options);
    this.name = 'ProviderFailed';
  }
}
