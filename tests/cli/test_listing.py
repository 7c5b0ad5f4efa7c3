import subprocess
import sys
from dataclasses import replace

import pytest

from tagstudio.cli.listing import _nearest, _tags
from tagstudio.library.db.database import open_library
from tagstudio.library.views.browse import TrackRow
from tagstudio.library.views.tag_states import Tagging

JAZZ = Tagging("jazz", "genre", "unseen", 0.10, 1.2, 0.22, "", None)
SAD = Tagging("sad", "mood", "unseen", 0.06, 12.0, 0.07, "", None)
OWN = Tagging("for the garden", "", "yes", None, None, None, "user", 1)


def track(**known) -> TrackRow:
    nothing = dict.fromkeys(TrackRow.__dataclass_fields__)
    return TrackRow(**{**nothing, **known})


def test_the_tag_nearest_to_its_line_stands_in_brackets_when_none_is_suggested():
    assert _tags(track(), [JAZZ, SAD]) == "(sad 0.06 ×12)"
    assert _nearest([]) == ""


def test_suggested_and_confirmed_tags_stand_without_brackets():
    suggested = replace(JAZZ, state="suggested", score=0.5, lift=6.0)
    assert _tags(track(), [OWN, suggested, SAD]) == "for the garden (yes), jazz 0.50 ×6"


def test_what_was_denied_is_not_shown():
    assert _tags(track(), [replace(JAZZ, state="no"), replace(SAD, state="no")]) == ""


def test_a_long_list_is_cut():
    many = [replace(JAZZ, tag=f"t{n}", state="suggested") for n in range(8)]
    assert _tags(track(), many).endswith("t4 0.10 ×1 and 3 more")


def test_of_many_suggestions_those_with_the_largest_margin_are_named():
    many = [replace(JAZZ, tag=f"t{n}", state="suggested", score=0.9) for n in range(8)]
    rare = replace(SAD, state="suggested", score=0.8)
    shown = _tags(track(), [*many, rare])
    assert "sad 0.80" in shown
    assert shown.endswith("and 4 more")


def test_a_track_that_failed_shows_why():
    assert _tags(track(failure_message="x.mp3 is empty."), [JAZZ]) == "x.mp3 is empty."


@pytest.mark.parametrize("options", [(), ("--json",), ("--sort", "artist-")])
def test_a_list_of_all_tracks_loads_no_numpy(tmp_path, add_six, options):
    path = tmp_path / "library.db"
    with open_library(path, writing=True) as library:
        add_six(library)
    code = (
        "import sys; from tagstudio.cli.app import main; main(sys.argv[1:]);"
        " print({'numpy', 'rich'} & sys.modules.keys(), file=sys.stderr)"
    )
    call = [sys.executable, "-c", code, "--library", str(path), "list", *options]
    done = subprocess.run(call, capture_output=True, check=True, text=True)
    assert "Naima" in done.stdout
    assert done.stderr.splitlines()[-1] == "set()"
