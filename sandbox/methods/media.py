"""Sending files: photos, documents, videos, voices and albums of them; uploaded, or again by file_id."""

from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.markup.formatted import caption
from sandbox.methods import Method
from sandbox.methods.sending import post
from sandbox.params import Json, Params, Upload
from sandbox.world.account import Account
from sandbox.world.files import LARGEST, StoredFile, media_field, picture_size

Content = tuple[str, list[Json], Json, Json]
_MEGABYTE = 1024 * 1024
_PHOTO_LIMIT = 10 * _MEGABYTE
_FILE_LIMIT = 50 * _MEGABYTE
_NOUNS = {"video_note": "video note"}
_ALBUM_KINDS = ("photo", "video", "document", "audio")
_ALONE = ("document", "audio")


def _sender(kind: str) -> Method:
    def send(account: Account, params: Params) -> Json:
        stored = _file(account, params, kind, params.files.get(kind) or params.values.get(kind))
        text, entities = caption(params)
        options = display_options(params.values, kind)
        return post(account, params, text, entities, media_field(stored), options)

    return send


def _file(account: Account, params: Params, kind: str, given: Upload | Any) -> StoredFile:
    """The file an argument means: an upload of this call, or one sent before."""
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.files.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        return _uploaded(account, kind, given)
    if not given:
        raise bad_request(f"there is no {_NOUNS.get(kind, kind)} in the request")
    return _known(account, kind, str(given))


def _known(account: Account, kind: str, name: str) -> StoredFile:
    if name.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = account.files.get(name)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request("type of file mismatch")
    return stored


def _uploaded(account: Account, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (_PHOTO_LIMIT if kind == "photo" else _FILE_LIMIT):
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        _check_picture(upload.content)
    return account.files.add(kind, upload)


def _check_picture(content: bytes) -> None:
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > LARGEST or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def display_options(values: Any, kind: str) -> Json:
    """How a picture is shown: hidden behind a spoiler, or under its caption."""
    extra: Json = {}
    if Params(values).flag("has_spoiler") and kind in ("photo", "video", "animation"):
        extra["has_media_spoiler"] = True
    if Params(values).flag("show_caption_above_media"):
        extra["show_caption_above_media"] = True
    return extra


def send_album(account: Account, params: Params) -> list[Json]:
    """sendMediaGroup: two to ten; a single item goes as an ordinary message, as it does at Telegram."""
    if params.values.get("media") is None:
        raise bad_request('parameter "media" is required')
    items = params.records("media", "InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    contents = [album_item(account, params, item) for item in items]
    _check_mixture([str(item["type"]) for item in items])
    extra: Json = {"media_group_id": account.next_number()} if len(items) > 1 else {}
    return [
        post(account, params, text, entities, media, {**options, **extra})
        for text, entities, media, options in contents
    ]


def album_item(account: Account, params: Params, item: Any) -> Content:
    """Text, entities, media and display options of one InputMedia."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", ""))
    if kind == "animation":
        raise bad_request("can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup")
    if kind not in _ALBUM_KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    return input_media(account, params, item, kind)


def input_media(account: Account, params: Params, item: Json, kind: str) -> Content:
    """The same for any kind, as editMessageMedia takes it."""
    given = str(item.get("media") or "")
    missing = given.startswith("attach://") and given.removeprefix("attach://") not in params.files
    if not given or missing:
        raise bad_request("can't parse InputMedia: media not found")
    text, entities = caption(Params(item))
    stored = _file(account, params, kind, given)
    return text, entities, media_field(stored), display_options(item, kind)


def _check_mixture(kinds: list[str]) -> None:
    for kind in _ALONE:
        if kind in kinds and set(kinds) != {kind}:
            raise bad_request(f"{kind} can't be mixed with other media types")


def get_file(account: Account, params: Params) -> Json:
    stored = account.files.get(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id" if params.has("file_id") else "file_id not specified")
    if len(stored.content) > 20 * _MEGABYTE:
        raise bad_request("file is too big")
    return {**stored.as_file(), "file_path": stored.path}


METHODS: dict[str, Method] = {
    "sendPhoto": _sender("photo"),
    "sendDocument": _sender("document"),
    "sendVideo": _sender("video"),
    "sendAnimation": _sender("animation"),
    "sendVoice": _sender("voice"),
    "sendAudio": _sender("audio"),
    "sendSticker": _sender("sticker"),
    "sendVideoNote": _sender("video_note"),
    "sendMediaGroup": send_album,
    "getFile": get_file,
}
