"""Words for synthetic tasks: common words of the text, invented words, and small categories."""

import random
import re
from collections import Counter
from collections.abc import Iterable

_ONSETS = "b c d f g h j k l m n p r s t v w z bl br cl dr fl gr pl sh st th tr".split()
_VOWELS = "a e i o u ai ea oo".split()
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "x", "nd", "mp"]

# Categories of our own, for tasks whose label depends on what a word means and not on having seen it.
CATEGORIES: dict[str, list[str]] = {
    name: words.split()
    for name, words in {
        "animal": "dog cat horse cow pig sheep goat lion tiger bear wolf fox rabbit mouse rat deer elephant monkey zebra giraffe "
        "camel whale dolphin shark salmon eagle owl hawk crow duck goose hen snake frog turtle lizard bee ant spider crab",
        "fruit": "apple banana orange lemon lime grape peach pear plum cherry mango melon fig date kiwi papaya apricot coconut "
        "strawberry blueberry raspberry pineapple",
        "color": "red blue green yellow black white brown pink purple orange gray gold silver violet crimson teal maroon beige",
        "body": "head arm leg hand foot nose ear eye mouth neck knee elbow finger toe shoulder back chest hip chin lip tongue heart",
        "tool": "hammer saw drill wrench pliers axe shovel rake knife scissors ladder brush screw nail rope chisel broom spade",
        "clothing": "shirt coat hat shoe sock dress skirt glove scarf belt boot jacket sweater tie jeans vest cap robe",
        "furniture": "chair table bed sofa desk shelf lamp stool cabinet bench mirror drawer couch wardrobe carpet curtain",
        "vehicle": "car bus train truck bicycle boat ship plane tram van taxi rocket ferry tractor scooter canoe",
        "country": "France Germany Spain Italy Japan China India Brazil Egypt Canada Mexico Norway Sweden Poland Greece Turkey Kenya Peru",
        "city": "London Paris Berlin Madrid Rome Tokyo Moscow Vienna Dublin Chicago Boston Sydney Toronto Oslo Athens Lisbon Cairo",
        "job": "doctor nurse teacher lawyer farmer baker pilot soldier judge writer singer painter actor engineer dentist plumber chef",
        "food": "bread rice cheese butter soup meat pasta pizza cake pie egg salad sandwich sugar salt honey sausage potato",
        "drink": "water milk tea coffee juice wine beer soda cocoa lemonade cider whiskey rum",
        "number": "one two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand",
        "month": "January February March April May June July August September October November December",
        "weather": "rain snow wind storm cloud fog hail thunder lightning sunshine frost breeze",
        "instrument": "piano guitar violin drum flute trumpet cello harp organ clarinet saxophone banjo",
        "emotion": "joy anger fear sadness love hate pride shame envy hope guilt grief surprise disgust",
        "sport": "football tennis golf hockey baseball cricket rugby boxing swimming skiing chess cycling wrestling",
        "verb": "run walk eat sleep write read sing dance build break carry throw catch climb swim drive teach learn think speak "
        "listen follow bring choose decide explain forget improve manage",
        "adjective": "big small happy sad fast slow bright dark heavy light strong weak rich poor young old clean dirty quiet loud "
        "brave clever gentle honest lazy polite proud rude",
    }.items()
}


def common_words(texts: Iterable[str], count: int) -> list[str]:
    """The `count` commonest lower-case words of three to nine letters."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(re.findall(r"\b[a-z]{3,9}\b", text))
    return [word for word, _ in found.most_common(count)]


def invented_word(rng: random.Random) -> str:
    """One to three syllables: a word the model has never read."""
    syllables = rng.choice([1, 2, 2, 3])
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables))
