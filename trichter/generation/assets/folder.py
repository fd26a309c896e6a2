"""The store of an installation without S3: a folder below the home that no address leads to."""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from trichter.kernel.home import give, make_home, plainly


class Folder(FileSystemStorage):
    """`<home>/files`, readable by the installation alone. A file is never served by its path."""

    def __init__(self, home: Path) -> None:
        super().__init__(home / "files", file_permissions_mode=0o600, directory_permissions_mode=0o700)
        self.home = home

    def url(self, name: str | None) -> str:
        raise NotImplementedError("files are delivered by personal links only")

    def _save(self, name: str, content: Any) -> str:
        """Raises `DiskFull` and `HomeNotWritable`."""
        make_home(self.home)
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]
            for path in (Path(self.path(kept)), *Path(self.path(kept)).parents):
                if path == self.home:
                    break
                give(path, home=self.home)
        except OSError as error:
            raise plainly(error, self.home) from error
        return kept
