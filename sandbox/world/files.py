"""Files as they were sent: kept by content, known by the file_id given out for them, shown in messages.

A file_id tells its kind, as Telegram's do; a photo's id can't be sent as a document.
"""

import hashlib
import io
import struct
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from sandbox.errors import ControlError
from sandbox.params import Json, Upload

STICKER = 512  # pixels of one side
LARGEST = 10_000  # pixels of a photo, width and height together
_EXTENSIONS = {
    "photo": "jpg", "video": "mp4", "animation": "mp4", "voice": "oga", "audio": "mp3", "sticker": "webp",
    "video_note": "mp4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of one kind."""

    kind: str
    number: int
    file_id: str
    unique_id: str
    name: str
    mime: str
    content: bytes

    @property
    def path(self) -> str:
        """What getFile answers; the name has no meaning but its ending."""
        ending = self.name.rpartition(".")[2] if "." in self.name else "bin"
        return f"{self.kind}s/file_{self.number}.{_EXTENSIONS.get(self.kind, ending)}"

    def as_file(self) -> Json:
        size = len(self.content)
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": size}


class FileStore:
    """All files of a world."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keeps the upload; the same bytes of the same kind are the same file."""
        digest = hashlib.sha256(upload.content + kind.encode() + upload.name.encode()).hexdigest()
        file_id = f"{kind}-{digest[:40]}"
        if file_id not in self._by_id:
            about = (upload.name, upload.mime, upload.content)
            stored = StoredFile(kind, len(self._by_id), file_id, digest[:16], *about)
            self._by_id[file_id] = self._by_path[stored.path] = stored
        return self._by_id[file_id]

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def media_of_upload(files: FileStore, upload: Upload, kind: str = "") -> Json:
    """The media field for a file a person sends: pictures as photo unless asked otherwise."""
    chosen = kind or ("photo" if upload.mime in ("image/jpeg", "image/png", "image/webp") else "document")
    if chosen == "photo" and sum(picture_size(upload.content) or ()) > LARGEST:
        raise ControlError("the picture has too many pixels; Telegram's apps would make it smaller first")
    return media_field(files.add(chosen, upload))


def media_field(stored: StoredFile) -> Json:
    """The message field of a stored file, by its kind."""
    if stored.kind == "photo":
        return {"photo": [_photo_size(stored)]}
    fields = stored.as_file()
    if stored.kind == "sticker":
        size = picture_size(stored.content) or (STICKER, STICKER)
        shape = {
            "type": "regular",
            "width": size[0],
            "height": size[1],
            "is_animated": False,
            "is_video": False,
        }
        return {"sticker": fields | shape}
    if stored.kind == "video_note":
        return {"video_note": fields | {"length": 240, "duration": 1}}
    if stored.kind in ("video", "animation"):
        fields |= {"width": 320, "height": 240, "duration": 1}
    if stored.kind in ("voice", "audio"):
        fields["duration"] = 1
    if stored.kind != "voice":
        fields["file_name"] = stored.name
    media: Json = {stored.kind: {**fields, "mime_type": stored.mime}}
    if stored.kind == "animation":
        media["document"] = media["animation"]
    return media


def _photo_size(stored: StoredFile) -> Json:
    width, height = picture_size(stored.content) or (1, 1)
    return {**stored.as_file(), "width": width, "height": height}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture; None when it isn't one. One that says it is enormous is not opened."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except Image.DecompressionBombError:
        return LARGEST, LARGEST
    except (UnidentifiedImageError, OSError, ValueError, struct.error):
        return None
