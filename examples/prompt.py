"""A few-shot prompt as programs often hold it: in a string. Put the cursor inside it and compress."""

PROMPT = """
Q: cat
A: animal

Q: oak
A: plant

Q: rose
A: plant

Q: wolf
A: animal

Q: truck
A: vehicle

Q: bicycle
A: vehicle

Q: fern
A: plant

Q: eagle
A: animal

Q: ferry
A: vehicle

Q: moss
A: plant

Q: whale
A: animal

Q: tram
A: vehicle

Q: tulip
A: plant

Q: frog
A: animal

Q: scooter
A: vehicle

Q: cactus
A: plant

Q: {word}
A:
"""


def prompt(word: str) -> str:
    """The text that a language model is given to classify one word."""
    return PROMPT.format(word=word)
