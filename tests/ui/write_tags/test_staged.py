from tagstudio.engine.file_tags.plan import StagedField
from tagstudio.engine.jobs.problem import Problem
from tagstudio.ui.write_tags.staged import StagedRow, refused, staged


def test_a_field_that_changes_shows_both_values_and_a_dash_for_none(qapp):
    row = staged(StagedField("/a.mp3", "genre", (), ("jazz", "soul")))
    assert row == StagedRow("/a.mp3", "Genre", "–", "● jazz; ● soul")


def test_of_many_tags_those_that_come_or_go_stand_first_and_are_marked(qapp):
    row = staged(StagedField("/a.mp3", "genre", ("jazz", "old", "soul"), ("jazz", "soul", "new")))
    assert (row.before, row.after) == ("● old; jazz; soul", "● new; jazz; soul")
    one = staged(StagedField("/a.mp3", "mood", ("sad",), ("sad", "calm")))
    assert (one.before, one.after) == ("sad", "● calm; sad")
    titled = staged(StagedField("/a.mp3", "title", ("Old",), ("New",)))
    assert (titled.before, titled.after) == ("Old", "New")


def test_a_refused_file_is_not_named_twice(qapp):
    row = refused(Problem("/a.mp3", "write", "/a.mp3: is read-only."))
    assert row == StagedRow("/a.mp3", problem="Is read-only.")
    assert refused(Problem("/a.mp3", "write", "The disk is full.")).problem == "The disk is full."
