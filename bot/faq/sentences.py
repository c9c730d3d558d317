"""Which sentence of a story asks: people tell first and ask last, or put the question mark where they ask."""

import re

_SENTENCE = re.compile(r"[^.!?…؟\n]+[.!?…؟\n]*")
_MARKS = ("?", "؟")


def asking(text: str) -> str | None:
    """The first sentence with a question mark, else the last; None for a text of one sentence."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    sentences = [sentence for sentence in sentences if any(map(str.isalnum, sentence))]
    if len(sentences) < 2:
        return None
    asked: str = next((sentence for sentence in sentences if sentence.endswith(_MARKS)), sentences[-1])
    return asked
