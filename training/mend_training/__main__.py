"""`python -m mend_training`, for `accelerate launch --module mend_training`."""

from .cli import main

main()
