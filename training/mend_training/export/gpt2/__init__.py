"""GPT-2, decoder-only."""
