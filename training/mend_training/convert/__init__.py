"""Conversion of Hugging Face checkpoints, and of distillers trained elsewhere, to model folders (docs/models.md)."""
