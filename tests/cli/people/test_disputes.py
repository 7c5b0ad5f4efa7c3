"""Two people by turns on one library, by the command line alone."""

import json

import pytest

from tagstudio.core.person import login
from tagstudio.core.settings import settings_file


@pytest.fixture
def answering(suggested):
    """Run a command as a person, by the name in the settings."""

    def call(person, *arguments):
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().write_text(f'name = "{person}"\n')
        return suggested(*arguments)

    return call


def test_a_dispute_from_two_answers_to_the_settled_one(answering):
    status, _, err = answering("anna", "disputes")
    assert status == 0 and "Nobody disagrees" in err
    answering("anna", "correct", "loud", "+harp", "--new-tag")
    answering("ben", "correct", "loud", "--", "-harp")
    status, out, err = answering("ben", "disputes")
    assert status == 0 and "harp" in out and "anna yes (" in out and "ben no (" in out
    [one] = json.loads(answering("ben", "disputes", "--json")[1])["disputes"]
    assert [(said["by"], said["answer"]) for said in one["answers"]] == [
        ("anna", "yes"),
        ("ben", "no"),
    ]
    assert "loud.wav" in answering("ben", "list", "is:disputed", "--json")[1]
    assert "jazz" not in answering("anna", "list", "loud")[1]
    status, out, _ = answering("anna", "disputes", "settle", "loud.wav", "harp", "yes")
    assert status == 0 and "harp is yes" in out
    [track] = json.loads(answering("ben", "list", "loud", "--json")[1])["tracks"]
    assert track["answered_by"] == {"harp": "anna"}
    assert "harp (yes, anna)" in answering("ben", "list", "loud")[1]
    assert json.loads(answering("ben", "disputes", "--json")[1])["disputes"] == []
    status, _, err = answering("anna", "disputes", "settle", "loud.wav", "harp", "no")
    assert status == 1 and "Nobody disagrees about this tag" in err
    assert answering("anna", "disputes", "settle", "loud.wav", "harp", "maybe")[0] == 2


def test_undo_leaves_what_another_one_said_since(answering):
    answering("anna", "correct", "wav", ",", "ogg", "+harp", "--new-tag")
    answering("ben", "correct", "ogg", "--", "-harp")
    status, out, err = answering("anna", "undo")
    assert status == 0 and "Undone: 1 answer" in out
    assert "1 word of it stays: ben said something since." in err
    assert "nothing to undo" in answering("anna", "undo")[2]
    undone = json.loads(answering("anna", "redo", "--json")[1])
    assert (undone["left"], undone["by"]) == (1, ["ben"])


def test_agreement_by_tag_and_in_all(answering):
    assert "nothing to compare" in answering("anna", "agreement")[2]
    answering("anna", "correct", "loud", "+harp", "+choir", "--new-tag")
    answering("anna", "correct", "ogg", "--", "-harp", "+choir")
    answering("ben", "correct", "loud", ",", "ogg", "+harp", "+choir")
    found = json.loads(answering("anna", "agreement", "--json")[1])
    assert found["overall"] == [
        {"people": ["anna", "ben"], "tag": None, "kappa": 0.0}
        | {"both_yes": 3, "both_no": 0, "yes_no": 0, "no_yes": 1}
    ]
    assert {one["tag"]: one["kappa"] for one in found["tags"]} == {"harp": 0.0, "choir": None}
    out = answering("anna", "agreement")[1]
    assert "all tags" in out and "not defined" in out


def test_a_single_person_is_named_nowhere_but_in_json(suggested):
    suggested("correct", "loud", "+harp", "--new-tag")
    assert "harp (yes)" in suggested("list", "loud")[1]
    [track] = json.loads(suggested("list", "loud", "--json")[1])["tracks"]
    assert track["answered_by"] == {"harp": login()}


def test_a_name_is_one_line(answering):
    status, _, err = answering("a" * 61, "list")
    assert status == 1 and "the setting 'name' must be one line of at most 60 characters" in err
