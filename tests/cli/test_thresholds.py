import json

import pytest


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def loud(tagstudio) -> dict[str, object]:
    return next(
        one
        for one in document(tagstudio("lines", "list", "--json"))["tags"]
        if one["tag"] == "loud"
    )


def found(tagstudio) -> int:
    return len(document(tagstudio("list", "tag:loud", "--json"))["tracks"])


def test_a_line_is_set_and_reset(tagstudio):
    own = loud(tagstudio)
    assert own["line"] == own["model_line"]
    assert own["suggested"] == found(tagstudio) == 2
    status, out, _ = tagstudio("lines", "set", "Loud", "0.001", "-p")
    assert (status, "suggested on 3 open tracks; before, from" in out) == (0, True)
    assert loud(tagstudio) == own
    [change] = document(tagstudio("lines", "set", "loud", 0.001, "--json"))["changes"]
    assert (change["before"], change["after"]) == (own["line"], 0.001)
    assert (change["suggested_before"], change["suggested_after"]) == (2, 3)
    assert found(tagstudio) == 3
    assert "loud" in tagstudio("lines", "list")[1]
    tagstudio("lines", "reset", "loud")
    assert loud(tagstudio) == own
    assert tagstudio("lines", "reset", "--all")[1].startswith("No line of loudness is set")


def test_all_lines_are_reset_at_once(tagstudio):
    tagstudio("lines", "set", "loud", 0.9)
    tagstudio("lines", "set", "quiet", 0.9)
    changes = document(tagstudio("lines", "reset", "--all", "--json"))["changes"]
    assert [change["tag"] for change in changes] == ["loud", "quiet"]


def test_a_promise_without_answers_is_an_error(tagstudio):
    status, _, err = tagstudio("lines", "set", "loud", "--right", 0.9)
    assert (status, "There are 0 yes and 0 no to loud" in err) == (1, True)


@pytest.mark.parametrize(
    "arguments", [("set", "loud"), ("set", "loud", 0.5, "--right", 0.9), ("reset",)]
)
def test_wrong_use(tagstudio, arguments):
    assert tagstudio("lines", *arguments)[0] == 2
