"""Where files lie: in a folder of the home that no address leads to, or in a store that speaks S3."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from trichter.kernel.environment import Environment


def store_settings(environment: "Environment") -> dict[str, Any]:
    """The entry for `STORAGES`. Connects to nothing, makes nothing, and imports boto3 for nobody who has a folder."""
    if environment.files_url is None:
        return {
            "BACKEND": "trichter.generation.assets.folder.Folder",
            "OPTIONS": {"home": environment.home_path},
        }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": from_url(environment.files_url.get_secret_value())}


def from_url(url: str) -> dict[str, Any]:
    """Options for `s3://key:secret@host[:port]/bucket[/folder]?region=…&tls=none`. Raises `PydanticCustomError`."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise _bad() from None
    bucket, _slash, folder = parts.path.strip("/").partition("/")
    if not (parts.scheme == "s3" and parts.hostname and parts.username and parts.password and bucket):
        raise _bad()
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{'http' if said.get('tls') == 'none' else 'https'}://{parts.hostname}{port}",
        "bucket_name": bucket,
        "location": folder,
        "region_name": said.get("region", "us-east-1"),
        "signature_version": "s3v4",
        "addressing_style": "path",
        "default_acl": None,
        "file_overwrite": False,
    }


def _bad() -> PydanticCustomError:
    # Without what was given, which holds the secret.
    return PydanticCustomError("no_store", "not the address of a store")
