"""Content fields of messages with files: photo sizes, documents, videos, voices."""

import io
import struct

from PIL import Image, UnidentifiedImageError

from sandbox.files import FileStore, StoredFile
from sandbox.shapes import Json, Upload


def content_of(files: FileStore, upload: Upload, kind: str = "") -> Json:
    """The media field for a file a person sends: pictures as photo unless asked otherwise."""
    chosen = kind or ("photo" if upload.mime in ("image/jpeg", "image/png", "image/webp") else "document")
    return described(files.add(chosen, upload))


def described(stored: StoredFile) -> Json:
    """The message field of a stored file, by its kind."""
    if stored.kind == "photo":
        return {"photo": [_photo_size(stored)]}
    fields = stored.as_file()
    if stored.kind in ("video", "animation", "video_note"):
        fields |= {"width": 320, "height": 240, "duration": 1}
    if stored.kind in ("voice", "audio"):
        fields["duration"] = 1
    if stored.kind not in ("voice", "video_note"):
        fields["file_name"] = stored.name
    media: Json = {stored.kind: {**fields, "mime_type": stored.mime}}
    if stored.kind == "animation":
        media["document"] = media["animation"]
    return media


def _photo_size(stored: StoredFile) -> Json:
    width, height = picture_size(stored.content) or (1, 1)
    return {**stored.as_file(), "width": width, "height": height}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture; None when it isn't one."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, struct.error):
        return None
