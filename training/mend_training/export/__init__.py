"""Export of a target LM and its distiller to a model folder (docs/model-folder.md)."""
