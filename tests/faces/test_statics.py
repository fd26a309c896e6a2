"""One style sheet and two scripts for a page, compressed, kept for ever; while we develop, each file by itself."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.test.utils import override_settings

from trichter.faces import statics

SHEET, SCRIPT = "trichter/css/trichter.css", "trichter/js/trichter.js"


def test_each_file_that_is_imported_stands_once_in_what_imports_it() -> None:
    sheet, script = statics.whole(SHEET).decode(), statics.whole(SCRIPT).decode()
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            if name.startswith("trichter/") and name not in {SHEET, SCRIPT} and name.endswith((".css", ".js")):
                with storage.open(name) as file:
                    assert (sheet if name.endswith(".css") else script).count(file.read().decode()) == 1, name


@pytest.mark.parametrize("name", [SHEET, SCRIPT, "public/js/proof.js", "public/js/frame.js"])
def test_nothing_is_left_to_be_fetched_by_itself_and_no_module_needs_names_of_another(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", statics.whole(name).decode(), flags=re.DOTALL)
    assert not re.search(r"@import|\burl\(|^\s*(?:import|export)\b", text, flags=re.MULTILINE)


def test_a_file_is_compressed_and_kept_for_ever_under_the_name_of_its_version(client: Client) -> None:
    address = staticfiles_storage.url(SHEET)
    assert re.fullmatch(r"/static/trichter/css/trichter\.[0-9a-f]{12}\.css", address)
    plain, packed = client.get(address), client.get(address, headers={"accept-encoding": "br, gzip"})
    assert gzip.decompress(packed.content) == plain.content == statics.whole(SHEET)
    assert (packed["Content-Type"], packed["Content-Encoding"]) == ("text/css; charset=utf-8", "gzip")
    assert "immutable" in packed["Cache-Control"]
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert len(packed.content) < len(plain.content) / 4


def test_a_page_from_before_an_update_gets_what_is_there_now_and_does_not_keep_it(client: Client) -> None:
    answer = client.get("/static/trichter/js/trichter.0123456789ab.js")
    assert answer.content == statics.whole(SCRIPT)
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["trichter/js/none.0123456789ab.js", "../config/settings.0123456789ab.js"])
def test_what_is_no_static_file_is_not_there(client: Client, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
    with pytest.raises(ValueError, match="no static file"):
        staticfiles_storage.url(name)


@override_settings(DEBUG=True)
def test_while_we_develop_each_file_stands_for_itself() -> None:
    assert staticfiles_storage.url(SHEET) == f"/static/{SHEET}"
