import pickle
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import (
    DatabaseAddress,
    library_address,
    may_be_there,
    parsed_addresses,
    without_password,
)


@pytest.mark.parametrize("named", ["music.db", "a:b/c.db", "C:/music.db", "x+y", "postgresql:/x"])
def test_what_is_no_url_is_a_path(named, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert library_address(named) == tmp_path / named


def test_the_home_is_found():
    assert library_address("~/music.db") == Path.home() / "music.db"


@pytest.mark.parametrize(
    ("named", "database"),
    [
        ("postgresql://host/music", "music"),
        ("postgresql://anna@host:5433/music", "music"),
        ("postgresql://anna@[::1]/music?sslmode=verify-full", "music"),
        ("postgresql:///music", "music"),
        ("POSTGRESQL://host/m%C3%A4rz", "märz"),
    ],
)
def test_addresses_of_databases(named, database):
    found = library_address(named)
    assert isinstance(found, DatabaseAddress)
    assert found.name == database
    assert str(found) == "postgresql" + named[10:]
    assert pickle.loads(pickle.dumps(found)) == found
    assert library_address(str(found)) == found


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("mysql://host/music", "library.unknown-address"),
        ("https://host/music.db", "library.unknown-address"),
        ("postgresql+psycopg://host/music", "library.unknown-address"),
        ("postgres://host/music", "library.unknown-address"),
        ("postgresql://host", "library.incomplete-address"),
        ("postgresql://host/", "library.incomplete-address"),
        ("postgresql://host/a/b", "library.incomplete-address"),
        ("postgresql://host:x/music", "library.incomplete-address"),
        ("postgresql://host:99999/music", "library.incomplete-address"),
    ],
)
def test_other_addresses_are_refused(named, key):
    with pytest.raises(TagStudioError) as caught:
        library_address(named)
    assert caught.value.message.key == key
    assert parsed_addresses(named) == []


@pytest.mark.parametrize(
    "named",
    [
        "postgresql://anna:s3cret@host/music",
        "postgresql://anna:@host/music",
        "postgresql://anna:s3cr@et@host/music",
        "postgresql://host/music?password=s3cret",
        "postgresql://host/music?sslmode=require&sslpassword=s3cret",
        "postgresql://host/music?passfile=/s3cret",
        "mysql://anna:s3cret@host/music",
    ],
)
def test_a_password_is_refused_and_shown_nowhere(named):
    with pytest.raises(TagStudioError) as caught:
        library_address(named)
    assert "cret" not in str(caught.value).replace("***", "")
    if named.startswith("postgresql"):
        assert caught.value.message.key == "library.password-in-address"
        assert "~/.pgpass" in str(caught.value)


def test_an_address_is_shown_without_its_password():
    shown = without_password("postgresql://anna:x@host:1/music?a=b&password=y&c=d")
    assert shown == "postgresql://anna:***@host:1/music?a=b&password=***&c=d"
    assert without_password("/music/library.db") == "/music/library.db"


def test_only_a_file_can_be_looked_for(tmp_path):
    assert not may_be_there(tmp_path / "library.db")
    assert may_be_there(tmp_path)
    assert may_be_there(DatabaseAddress("postgresql://host/music"))
