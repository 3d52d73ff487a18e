/** The command that makes a model folder of a checkpoint: docs/models.md. */
export function convertCommand(reference: string): string {
  const safe = /^[\w./@:+-]+$/.test(reference) ? reference : JSON.stringify(reference);
  return `mend-train convert ${safe}`;
}
