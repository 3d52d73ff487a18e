import { atomicWrite } from '../atomicWrite';
import type { VectorFile } from '../vectorFile';
import { writeAdapterFolder } from './adapterFolder';
import { encodeNpy } from './npy';
import { encodePeftAdapter } from './peftAdapter';
import { encodeTorchFile } from './torchFile';

/** What vectors can be exported as: docs/vector-file.md, "Elsewhere". */
export const exportFormats = ['peft', 'npy', 'vllm'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The usual ending of each format's file or folder. */
export const exportSuffix: Readonly<Record<ExportFormat, string>> = {
  peft: '.peft',
  npy: '.npy',
  vllm: '.pt',
};

/**
 * Writes vectors in a format of other programs, whole or not at all: a folder for `peft`, a file otherwise. A file at `path` is replaced; a
 * folder only where it is a prompt-tuning adapter and nothing else.
 * @param baseModel what `transformers` loads the target LM by, a folder or a name; an adapter says so
 * @throws UserError `fileSystem`, or `vectorMismatch` for a family that the format does not have.
 */
export async function exportVectors(
  file: VectorFile,
  format: ExportFormat,
  path: string,
  baseModel: string,
): Promise<void> {
  switch (format) {
    case 'peft':
      return writeAdapterFolder(path, encodePeftAdapter(file, baseModel));
    case 'npy':
      return atomicWrite(path, encodeNpy(file));
    case 'vllm':
      return atomicWrite(path, encodeTorchFile(file));
  }
}
