"""Letters as keyboards and readers agree on them: the same word, whatever its accents, case, marks or dashes."""

import unicodedata

_SPACE = " "
_KANA_MARKS = "\u3099\u309a"  # these part one kana from another (ka, ga), so they are no accents
_SAME = {
    # Latin letters that Unicode does not take apart.
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    **dict(zip("øłđðħı", "olddhi", strict=True)),
    # Arabic letters that one keyboard writes for another's, or that many leave without their dots.
    **dict(zip("ىیېکہھةەٱ", "يييكهههها", strict=True)),
    # Signs inside a word: the tatweel that stretches it, and apostrophes, also those that count as letters.
    **dict.fromkeys("ـ'’‘`ʻʼʹ", ""),
}


class _Letters(dict[int, str]):
    """What each character becomes; asked once a character, then remembered."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if character in _KANA_MARKS:
        return character
    kind = unicodedata.category(character)
    if unicodedata.combining(character) or kind == "Cf":
        return ""
    return character if kind[0] in "LMN" else _SPACE


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Give the text without case, accents, hamza, tashkeel, apostrophes; all else that is no letter parts words.

    Made for comparing, never for showing. Words are parted by one space; the result may be empty.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return _SPACE.join(unicodedata.normalize("NFC", plain).split())
