"""T5, encoder-decoder."""
