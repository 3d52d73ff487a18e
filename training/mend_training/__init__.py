"""MEND training: a small distiller learns to write demonstrations as a few vectors a frozen language model reads."""
