"""Errors a person can be told about.

`BotError` carries the sentence's catalog id and its places; handlers word it in the reader's language.
`StartError` stops a command before anything happened and names place and remedy.
"""


class BotError(Exception):
    """A refusal with a sentence: `msgid` is looked up in the catalogs, `places` fill it."""

    def __init__(self, msgid: str, **places: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.places = places


class GoneError(BotError):
    """What was typed is about something that is no more, so nothing typed is awaited for it any longer."""


class StartError(Exception):
    """One line for stderr that names what is wrong, where, and what to do; exit code 1."""


class EndedError(StartError):
    """A part of a running process ended by an error, and the process with it, in order."""
