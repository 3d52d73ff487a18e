"""
What the distilled vectors are compared with: one way of answering a file, and those that are trained. `catalogue.py`
names them all.
"""
