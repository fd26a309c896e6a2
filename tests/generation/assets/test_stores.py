"""Where files lie: below the home for nobody else to read, or in a store that speaks S3."""

import stat
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from pydantic import SecretStr, ValidationError

from tests.generation.assets import files
from trichter.generation.assets import services
from trichter.generation.assets.folder import Folder
from trichter.kernel.environment import Environment
from trichter.kernel.home import HomeNotWritable
from trichter.kernel.stores import from_url, store_settings


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket in a server that speaks S3 over HTTP."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    own = {"aws_access_key_id": "key", "aws_secret_access_key": "se/cret", "region_name": "eu-central-1"}
    where = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", **own).create_bucket(
        Bucket="trichter", CreateBucketConfiguration=where
    )
    yield f"s3://key:se%2Fcret@{host}:{port}/trichter/files?region=eu-central-1&tls=none"
    server.stop()


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_file_lies_in_the_store_and_comes_back_from_it(bucket: str, settings: Any) -> None:
    entry = store_settings(Environment(files_url=SecretStr(bucket)))
    settings.STORAGES = settings.STORAGES | {"files": entry}

    asset = services.keep(BytesIO(files.PDF), "Hebel.pdf")
    again = services.keep(BytesIO(files.PDF), "Noch einmal.pdf")

    assert asset.path == again.path
    with storages["files"].open(asset.path) as kept:
        assert kept.read() == files.PDF
    store: Any = storages["files"]
    assert store.connection.meta.client.list_objects_v2(Bucket="trichter")["KeyCount"] == 1


def test_nobody_pays_for_the_store_who_has_a_folder() -> None:
    import subprocess

    code = "import django; django.setup(); import sys; sys.exit(bool({'boto3', 'PIL', 'segno'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_file_in_the_folder_is_read_by_its_installation_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "home")
    name = folder.save("ab/cd.pdf", ContentFile(files.PDF))

    path = tmp_path / "home" / "files" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(NotImplementedError):
        folder.url(name)


def test_a_home_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    blocked = tmp_path / "home"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(HomeNotWritable, match="home"):
        Folder(blocked).save("ab/cd.pdf", ContentFile(files.PDF))


def test_an_address_names_key_host_bucket_and_region() -> None:
    said = from_url("s3://key:se%2Fcret@s3.example:9000/bucket/some/folder?region=eu-central-1")
    assert (said["access_key"], said["secret_key"]) == ("key", "se/cret")
    assert said["endpoint_url"] == "https://s3.example:9000"
    assert (said["bucket_name"], said["location"], said["region_name"]) == ("bucket", "some/folder", "eu-central-1")


@pytest.mark.parametrize("url", ["https://h/b", "s3://h/b", "s3://k:geheim@h", "s3://k:geheim@h:x/b", "geheim"])
def test_what_is_no_address_of_a_store_is_refused_without_telling_its_secret(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Environment(files_url=SecretStr(url))
    assert refused.value.errors()[0]["type"] == "no_store"
    assert "geheim" not in str(refused.value)
