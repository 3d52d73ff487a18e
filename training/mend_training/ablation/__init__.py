"""Ablations: many short trainings that differ in one setting each, and a table of what they answer."""
