"""
Runs several commands of `mend-train`, with `then` between them, in the same processes: starting those takes longer than
tiny stages do.
"""

import sys
from itertools import groupby

from mend_training.cli import main

if __name__ == "__main__":
    for between, words in groupby(sys.argv[1:], lambda word: word == "then"):
        if not between:
            main(list(words))
