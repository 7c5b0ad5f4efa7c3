"""The commands that take the librarian's answers, as typed, on real files and a real plugin."""

import csv
import json
from pathlib import Path

import pytest

from tagstudio.cli.app import main


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def decided(tagstudio) -> dict[str, dict[str, str]]:
    """The decisions, by file name."""
    listed = document(tagstudio("list", "--json"))["tracks"]
    return {Path(one["path"]).name: one["decisions"] for one in listed if one["decisions"]}


def test_correct_undo_and_redo(tagstudio):
    status, out, err = tagstudio("correct", "path:loud", "+loud", "-quiet")
    assert (status, out) == (0, "loud: yes for 1 track\nquiet: no for 1 track\n")
    assert "tagstudio undo" in err
    after = {"loud.wav": {"loud": "yes", "quiet": "no"}}
    assert decided(tagstudio) == after
    status, out, _ = tagstudio("undo")
    assert status == 0
    assert out.startswith("Undone: 2 answers of ")
    assert out.endswith(" (user): loud, quiet.\n")
    assert decided(tagstudio) == {}
    assert tagstudio("redo")[1].startswith("Redone: 2 answers of ")
    assert decided(tagstudio) == after
    assert tagstudio("redo") == (0, "", "There is nothing to redo.\n")


def test_undo_goes_on_to_the_action_before(tagstudio):
    tagstudio("correct", "path:loud", "+loud")
    tagstudio("correct", "path:quiet", "+quiet")
    tagstudio("undo")
    assert decided(tagstudio) == {"loud.wav": {"loud": "yes"}}
    assert document(tagstudio("undo", "--json"))["changes"][0]["after"] == "unseen"
    assert tagstudio("undo") == (0, "", "There is nothing to undo.\n")
    assert document(tagstudio("undo", "--json")) == {
        "action": None,
        "changes": [],
        "marks": [],
        "artists": [],
        "edits": [],
        "kept": [],
        "tags": [],
        "parts": [],
        "left": 0,
        "by": [],
    }


def test_unseen_again(tagstudio):
    tagstudio("correct", "tag:loud", "+loud")
    tagstudio("correct", "path:middle", "?loud")
    assert decided(tagstudio) == {"loud.wav": {"loud": "yes"}}


def test_answers_that_begin_with_a_dash_are_no_options(tagstudio):
    cases = (
        (["path:loud", "-quiet"], {"loud.wav"}),
        (["-quiet", "path:loud"], {"loud.wav"}),  # answers anywhere
        (["-path:loud", "-quiet"], {"middle.flac", "quiet.ogg"}),  # a field: part of the query
        (["--", "path:loud", "-quiet"], {"loud.wav"}),
        (["path:music", "-loud", "--", "-quiet"], {"middle.flac", "quiet.ogg"}),
        (["path:loud , path:middle", "-quiet"], {"loud.wav", "middle.flac"}),
        (["path:loud", "-quiet", "--model", "loudness"], {"loud.wav"}),
        (["--model=loudness", "path:loud", "-quiet"], {"loud.wav"}),
    )
    for arguments, names in cases:
        status, _, err = tagstudio("correct", *arguments)
        assert status == 0, err
        assert decided(tagstudio) == {name: {"quiet": "no"} for name in names}, arguments
        tagstudio("undo")


def test_a_tag_that_begins_like_an_option_is_a_tag(tagstudio):
    tagstudio("correct", "path:loud", "+pop", "+hard rock", "--new-tag")
    tagstudio("correct", "path:quiet", "-pop", "-hard rock")  # not -p -o -p, not -h
    assert decided(tagstudio) == {
        "loud.wav": {"pop": "yes", "hard rock": "yes"},
        "quiet.ogg": {"pop": "no", "hard rock": "no"},
    }


def test_pretend_shows_and_changes_nothing(tagstudio):
    for flag in ("-p", "--pretend"):
        status, out, err = tagstudio("correct", "tag:loud", "+loud", "+new", "--new-tag", flag)
        assert status == 0
        assert "loud.wav" in out
        assert "+loud +new" in out
        assert "loud: yes for 2 tracks" in out
        assert "undo" not in err
    assert decided(tagstudio) == {}
    assert tagstudio("undo")[2] == "There is nothing to undo.\n"


def test_correct_as_json(tagstudio):
    done = document(tagstudio("correct", "path:loud", "+loud", "--json"))
    assert done["tracks"] == 1
    [change] = done["changes"]
    assert Path(change.pop("path")).name == "loud.wav"
    assert change == {"tag": "loud", "before": "unseen", "after": "yes"}
    again = document(tagstudio("correct", "path:loud", "+loud", "--json"))
    assert (again["tracks"], again["undo_group"], again["changes"]) == (1, None, [])


def test_wrong_use_says_what_to_do_and_changes_nothing(tagstudio):
    cases = (
        (["+loud"], 2, "name the tracks"),
        (["path:loud"], 2, "name the tracks"),
        ([], 2, "Missing argument"),
        (["path:loud", "+loud", "--album", "--artist"], 2, "together"),
        (["path:loud", "+loud", "--nonsense"], 2, "No such option"),
        (["path:loud", "+lout"], 1, "Did you mean loud"),
        (["path:loud", "--", "loud"], 1, "no answer"),
        (["nothing", "+loud"], 0, "No track fits."),
        (["path:loud", "+loud", "-loud"], 1, "cannot be yes and no"),
    )
    for arguments, status, sentence in cases:
        done = tagstudio("correct", *arguments)
        assert (done[0], sentence in done[2]) == (status, True), (arguments, done)
    assert decided(tagstudio) == {}


def test_help_is_still_an_option(tagstudio):
    status, out, _ = tagstudio("correct", "-h")
    assert status == 0
    assert "--new-tag" in out
    assert '"--"' in out


def test_import_and_its_report(tagstudio, music, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text(
        "path,tag,state\n"
        f"{music}/loud.wav,LOUD,yes\n"
        "music/quiet.ogg,loud,no\n"
        "gone.wav,loud,yes\n"
        "music/quiet.ogg,polka,yes\n"
    )
    status, out, err = tagstudio("import", file, "-p")
    assert (status, "2 answers would change" in out) == (0, True)
    assert decided(tagstudio) == {}
    status, out, err = tagstudio("import", file)
    assert status == 0
    assert out.startswith("4 labels read (CSV), 2 used: 2 answers changed.")
    assert "1 not used: no such track\n  line 4: gone.wav: loud yes\n" in err
    assert "1 not used: no such tag" in err
    assert decided(tagstudio) == {"loud.wav": {"loud": "yes"}, "quiet.ogg": {"loud": "no"}}
    tagstudio("undo")
    assert decided(tagstudio) == {}


def test_import_as_json(tagstudio, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("path,tag,state\nloud.wav,polka,yes\ngone.wav,loud,yes\n")
    done = document(tagstudio("import", file, "--new-tags", "--json"))
    assert done == {
        "format": "CSV",
        "labels": 2,
        "used": 1,
        "changed": 1,
        "changed_in_parts": 0,
        "tags": {"polka": 1},
        "found_by": {"path": 1},
        "undo_group": 1,
        "unknown_tags": {},
        "taken_for": {},
        "not_used": [
            {
                "reason": "no such track",
                "count": 1,
                "examples": [{"line": 3, "text": "gone.wav: loud yes"}],
            }
        ],
    }
    assert decided(tagstudio) == {"loud.wav": {"polka": "yes"}}


def test_an_export_of_all_comes_back_as_what_was_decided(tagstudio, tmp_path):
    tagstudio("correct", "path:loud", "+loud", "-quiet")
    tagstudio("correct", "path:quiet", "-loud")
    before, target = decided(tagstudio), tmp_path / "tags.csv"
    assert tagstudio("export", "--all", "-o", target)[0] == 0
    with target.open(newline="") as file:
        assert len(list(csv.reader(file))) == 7
    tagstudio("undo")
    tagstudio("undo")
    assert decided(tagstudio) == {}
    done = document(tagstudio("import", target, "--json"))
    assert (done["labels"], done["used"]) == (6, 3)
    assert decided(tagstudio) == before


@pytest.mark.parametrize("option", ["--min-count", "--least"])
def test_rare_lastfm_tags_are_left_out(tagstudio, tmp_path, option):
    file, ids = tmp_path / "tags.txt", tmp_path / "ids.csv"
    file.write_text("TRA\tloud\t100\nTRA\tquiet\t3\n")
    ids.write_text("track_id,path\nTRA,loud.wav\n")
    done = document(tagstudio("import", file, "--tracks", ids, option, 5, "--json"))
    assert (done["used"], done["not_used"][0]["reason"]) == (
        1,
        "the tag's count is below --min-count",
    )
    assert decided(tagstudio) == {"loud.wav": {"loud": "yes"}}


def test_a_file_that_holds_no_labels_is_refused(tagstudio, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("name,genre\na,b\n")
    status, _, err = tagstudio("import", file)
    assert status == 1
    assert "labels need path" in err
    assert tagstudio("import", tmp_path / "none.csv")[0] == 1


def test_queue_as_json(tagstudio):
    asked = document(tagstudio("queue", "--order", "uncertain", "--json"))
    assert (asked["model"], asked["order"]) == ("loudness", "uncertain")
    assert Path(asked["tracks"][0]["path"]).name == "middle.flac"
    assert set(asked["tracks"][0]["tags"]) == {"loud", "quiet"}
    assert len(asked["tracks"]) == 3
    assert len(document(tagstudio("queue", "--limit", "2", "--json"))["tracks"]) == 2


def test_queue_as_a_table_asks_what_is_open(tagstudio):
    tagstudio("correct", "path:middle", "-loud")
    status, out, _ = tagstudio("queue", "path:middle", "--order", "uncertain")
    assert status == 0
    [heading, line] = out.splitlines()
    assert heading.split()[0] == "Track"
    assert line.startswith("middle ")
    assert line.split()[-1] == "quiet"


def test_reviewed_tracks_leave_the_queue(tagstudio):
    assert tagstudio("review", "path:music") == (0, "3 tracks marked as reviewed.\n", "")
    assert "Nothing is left to ask" in tagstudio("queue")[2]
    assert tagstudio("review", "--undo", "path:loud")[1] == "1 track marked as not reviewed.\n"
    assert len(document(tagstudio("queue", "--json"))["tracks"]) == 1
    assert tagstudio("review", "")[0] == 2


def test_queue_before_any_suggestion_says_what_to_do(capsys, tmp_path, music):
    assert main(["--library", str(tmp_path / "new.db"), "scan", str(music)]) == 0
    assert main(["--library", str(tmp_path / "new.db"), "queue"]) == 1
    assert "tagstudio suggest" in capsys.readouterr().err


def test_a_yes_said_twice_is_no_word_to_search_for(tagstudio):
    status, _, err = tagstudio("correct", "path:middle", "+loud", "yes")
    assert status == 2
    assert "leave out 'yes'" in " ".join(err.split())
    assert tagstudio("correct", "yes", "path:middle", "+loud")[2] == "No track fits.\n"
