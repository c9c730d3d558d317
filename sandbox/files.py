"""Files as they were sent: kept by content, found again by the file_id that was given out for them.

A file_id tells its kind, as Telegram's do; a photo's id can't be sent as a document.
"""

import hashlib
from dataclasses import dataclass

from sandbox.shapes import Json, Upload

_EXTENSIONS = {
    "photo": "jpg",
    "video": "mp4",
    "animation": "mp4",
    "voice": "oga",
    "audio": "mp3",
    "sticker": "webp",
    "video_note": "mp4",
}


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
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class FileStore:
    """All files of a world."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keeps the upload; the same bytes of the same kind are the same file."""
        digest = hashlib.sha256(upload.content + kind.encode() + upload.name.encode()).hexdigest()
        file_id = f"{kind}-{digest[:40]}"
        found = self._by_id.get(file_id)
        if found is not None:
            return found
        stored = StoredFile(
            kind, len(self._by_id), file_id, digest[:16], upload.name, upload.mime, upload.content
        )
        self._by_id[file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)
