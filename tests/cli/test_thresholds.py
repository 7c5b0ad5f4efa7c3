import json

import pytest

from tagstudio.cli.app import main


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def loud(tagstudio) -> dict[str, object]:
    return next(
        one
        for one in document(tagstudio("thresholds", "list", "--json"))["tags"]
        if one["tag"] == "loud"
    )


def found(tagstudio) -> int:
    return len(document(tagstudio("list", "tag:loud", "--json"))["tracks"])


def test_a_threshold_is_set_and_reset(tagstudio):
    own = loud(tagstudio)
    assert own["threshold"] == own["model_threshold"]
    assert own["suggested"] == found(tagstudio) == 2
    status, out, _ = tagstudio("thresholds", "set", "Loud", "0.001", "-p")
    assert (status, "suggested on 3 undecided tracks; before, from" in out) == (0, True)
    assert loud(tagstudio) == own
    [change] = document(tagstudio("thresholds", "set", "loud", 0.001, "--json"))["changes"]
    assert (change["before"], change["after"]) == (own["threshold"], 0.001)
    assert (change["suggested_before"], change["suggested_after"]) == (2, 3)
    assert found(tagstudio) == 3
    assert "loud" in tagstudio("thresholds", "list")[1]
    tagstudio("thresholds", "reset", "loud")
    assert loud(tagstudio) == own
    nothing = tagstudio("thresholds", "reset", "--all")[1]
    assert nothing.startswith("No threshold of loudness is set")


def test_a_threshold_is_set_by_the_share_of_the_tracks(tagstudio):
    [change] = document(tagstudio("thresholds", "set", "loud", "--share", 0.34, "--json"))[
        "changes"
    ]
    assert change["suggested_after"] == found(tagstudio) == 1
    shown = loud(tagstudio)
    assert (shown["user_rule"], shown["user_target"]) == ("share", 0.34)
    assert "(34.0% of the tracks)" in " ".join(tagstudio("thresholds", "list")[1].split())
    assert tagstudio("thresholds", "set", "loud", "--share", 7)[0] == 1


def test_three_answers_do_not_move_a_threshold(tagstudio):
    before = loud(tagstudio)
    assert (before["library_rule"], before["heard"]) == ("model", True)
    assert tagstudio("correct", "path:/", "+loud")[0] == 0
    assert loud(tagstudio)["threshold"] == before["threshold"]  # three answers are too few


def test_all_thresholds_are_reset_at_once(tagstudio):
    tagstudio("thresholds", "set", "loud", 0.9)
    tagstudio("thresholds", "set", "quiet", 0.9)
    changes = document(tagstudio("thresholds", "reset", "--all", "--json"))["changes"]
    assert [change["tag"] for change in changes] == ["loud", "quiet"]


@pytest.mark.parametrize("option", ["--precision", "--right"])
def test_a_target_precision_without_answers_is_an_error(tagstudio, option):
    status, _, err = tagstudio("thresholds", "set", "loud", option, 0.9)
    assert (status, "There are 0 yes and 0 no to loud" in err) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "loud"),
        ("set", "loud", 0.5, "--precision", 0.9),
        ("set", "loud", 0.5, "--right", 0.9),
        ("set", "loud", "--share", 0.1, "--precision", 0.9),
        ("reset",),
    ],
)
def test_wrong_use(tagstudio, arguments):
    assert tagstudio("thresholds", *arguments)[0] == 2


def test_the_earlier_name_of_the_verb_still_works(tagstudio):
    listed = tagstudio("lines", "list", "--json")
    assert listed == tagstudio("thresholds", "list", "--json")
    [change] = document(tagstudio("lines", "set", "loud", 0.001, "--json"))["changes"]
    assert change["after"] == loud(tagstudio)["threshold"] == 0.001
    assert [
        one["tag"] for one in document(tagstudio("lines", "reset", "--all", "--json"))["changes"]
    ]


def test_earlier_names_are_not_in_the_help(capsys):
    assert main(["--help"]) == 0
    verbs = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert "thresholds" in verbs
    assert "lines" not in verbs
    assert main(["thresholds", "set", "--help"]) == 0
    options = capsys.readouterr().out
    assert "--precision" in options
    assert "--right" not in options
