"""The text of a file somebody names or wrote; what stands in the way is said in plain words, with the remedy."""

from pathlib import Path

from bot.errors import StartError

NOT_UTF8 = "not in UTF-8; save it again in an editor with the encoding “UTF-8”"


def read(path: Path, *, missing: str = "check its name") -> str:
    """Without its byte order mark; StartError names the file. `missing`: what to do if there is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StartError(f"{path}: no such file; {missing}") from None
    except IsADirectoryError:
        raise StartError(f"{path}: a folder; name the file in it") from None
    except UnicodeDecodeError:
        raise StartError(f"{path}: {NOT_UTF8}") from None
    except (OSError, ValueError) as error:  # names too long, or with a NUL character
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise StartError(f"{path}: cannot be read ({reason}); check its name and rights") from None
    if "\0" in text:  # of UTF-16 and UTF-32 without a mark
        raise StartError(f"{path}: {NOT_UTF8}")
    return text
