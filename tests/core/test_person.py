import getpass

import pytest

from tagstudio.core import person
from tagstudio.core.settings import Settings, is_name, settings_file


def test_the_name_in_the_settings_goes_before_the_login(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "al")
    assert person.person_at_work() == "al"
    assert person.person_at_work("  Anna  B. ") == "Anna B."
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('name = "Ben"\n')
    assert person.person_at_work() == "Ben"


def test_settings_that_cannot_be_read_name_nobody(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "al")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("name = 3\n")
    assert person.person_at_work() == "al"


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_a_user_without_a_name_is_nobody(monkeypatch, error):
    def nobody() -> str:
        raise error("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert person.person_at_work(Settings().name) == ""


def test_what_a_name_is():
    assert is_name("") and is_name("Anna Ünal")
    assert not is_name("a\nb") and not is_name("x" * 61)
