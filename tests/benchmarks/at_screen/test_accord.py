import pytest
from at_screen.accord import TOO_LITTLE, contradictions, rows, shown_page, sidebar
from at_screen.node import Node
from at_screen.shell import Facts, facts_of
from at_screen.words import Words

ENGLISH, GERMAN = Words("en"), Words("de")
ENABLED = frozenset({"enabled"})


def page(name, *nodes):
    shown = Node("check box", name, states=frozenset({"enabled", "checked"}))
    return [Node("frame", "TagStudio", children=(shown, *nodes))]


def label(text):
    return Node("label", text)


def table(heads, *lines):
    columns = [Node("table column header", h, box=(9 * i, 0, 9, 9)) for i, h in enumerate(heads)]
    cells = [
        Node("table cell", text, box=(9 * i, 9 * line, 9, 9))
        for line, found in enumerate(lines, 1)
        for i, text in enumerate(found)
    ]
    return Node("table", "Table", children=(*columns, *cells))


def test_the_shown_page_is_the_one_whose_button_is_pressed():
    assert shown_page(page("Model"), ENGLISH) == "Model"
    assert shown_page(page(GERMAN.here("Library")), GERMAN) == "Library"
    assert shown_page([], ENGLISH) == ""


def test_numbers_of_tracks_must_agree():
    assert not contradictions(page("Library", label("31 tracks")), Facts(tracks=31), ENGLISH)
    [said] = contradictions(page("Library", label("31 tracks")), Facts(tracks=30), ENGLISH)
    assert "31" in said and "30" in said
    thousands = page(GERMAN.here("Library"), label(GERMAN.here("{n} tracks").format(n="1.200")))
    assert not contradictions(thousands, Facts(tracks=1200), GERMAN)


def test_a_number_within_a_sentence_is_not_the_number_of_tracks():
    told = label("10 tracks are answered: 23 yes and 10 no.")
    shown = page("Library", told, Node("push button", "31 tracks ▾"))
    assert not contradictions(shown, Facts(tracks=31), ENGLISH)
    assert contradictions(shown, Facts(tracks=30), ENGLISH)


def test_what_is_left_to_review_is_counted_alike():
    shown = page("Review", label("2 of 16"), label("from 31 to review"))
    facts = {"tracks": 31, "states": {"suggested": 30, "reviewed": 1}}
    assert contradictions(shown, Facts(**facts), ENGLISH)
    right = page("Review", label("2 of 16"), label("from 30 to review"))
    assert not contradictions(right, Facts(**facts), ENGLISH)


def test_a_search_or_an_entry_of_the_sidebar_shows_a_part_of_the_tracks():
    searched = page("Library", label("3 tracks"), Node("text", "Search", text="jazz"))
    assert not contradictions(searched, Facts(tracks=31), ENGLISH)
    chosen = Node("table cell", "To review", states=frozenset({"selected"}))
    part = page("Library", label("3 tracks"), Node("tree", "Tags", children=(chosen,)))
    assert not contradictions(part, Facts(tracks=31), ENGLISH)


@pytest.mark.parametrize("name", ["To review, 21", "To review: 21", "To review (21 tracks)"])
def test_counts_of_the_sidebar_are_read_however_they_are_joined(name):
    shown = page("Library", Node("tree", "Tags", children=(Node("table cell", name),)))
    assert sidebar(shown, ENGLISH)["To review"] == 21
    assert not contradictions(shown, Facts(tracks=31, states={"suggested": 21}), ENGLISH)
    assert contradictions(shown, Facts(tracks=31, states={"suggested": 20}), ENGLISH)


def test_a_count_that_is_not_read_out_contradicts_nothing():
    shown = page("Library", Node("tree", "Tags", children=(Node("table cell", "Failed"),)))
    assert sidebar(shown, ENGLISH) == {"Failed": None}
    assert not contradictions(shown, Facts(states={"failed": 3}), ENGLISH)


def test_training_is_offered_exactly_where_the_shell_can_train():
    button = Node("push button", "Train on the answers…", states=ENABLED)
    shown = page("Model", label("starter is active."), button)
    assert not contradictions(shown, Facts(model="starter", ready=True), ENGLISH)
    assert contradictions(shown, Facts(model="starter", ready=False), ENGLISH)


def test_answers_are_counted_alike_tag_by_tag():
    heads = ("Tag", "Yes", "Yes: artists", "No", "No: artists", "Would help")
    shown = page("Model", label("starter is active."), table(heads, ("tango", "3", "3", "5", "2")))
    facts = {"model": "starter", "ready": True}
    assert not contradictions(shown, Facts(by_tag={"tango": (3, 5)}, **facts), ENGLISH)
    assert contradictions(shown, Facts(by_tag={"tango": (3, 4)}, **facts), ENGLISH)
    head = label("46 answers to 9 tracks to learn from.")
    counted = page("Model", label("starter is active."), head)
    assert contradictions(counted, Facts(answers=8, answered_tracks=9, **facts), ENGLISH)


def test_tags_that_are_not_listed_though_there_is_room_are_missed():
    cells = table(("Tag", "Yes", "No"), ("tango", "3", "5")).children
    facts = Facts(model="starter", ready=True, by_tag={"tango": (3, 5), "waltz": (1, 0)})
    for height, missed in ((90, True), (20, False)):
        answers = Node("table", "Answers by tag", box=(0, 0, 90, height), children=cells)
        shown = page("Model", label("starter is active."), answers)
        assert bool(contradictions(shown, facts, ENGLISH)) == missed


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (
            "The model can learn from 10 tracks. While fewer than 25 are answered, you decide"
            " whether the new version is used.",
            {"answered_tracks": 10},
        ),
        ("31 tracks can be heard. Let the model listen to them.", {"tracks": 31}),
        (
            "30 tracks can be heard. Let the model listen to them.",
            {"tracks": 31, "states": {"failed": 1}},
        ),
        (
            "Say yes or no to what is suggested. Tracks answered so far: 4 of 10.",
            {"with_answers": 4},
        ),
    ],
)
def test_the_first_steps_count_as_the_shell_does(said, right):
    assert not contradictions(page("Review", label(said)), Facts(**right), ENGLISH)
    assert contradictions(page("Review", label(said)), Facts(), ENGLISH)


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_settings_count_the_tracks_and_answers_of_the_folders_as_the_shell_does(words):
    heads = [words.here(one) for one in ("Folder", "Tracks", "Answers", "State")]
    folders = table(heads, ("/a", "1,200", "7", ""), ("/b", "3", "1", ""))
    shown = page(words.here("Settings"), folders)
    assert not contradictions(shown, Facts(tracks=1203, decided=8), words)
    assert contradictions(shown, Facts(tracks=1203, decided=7), words)
    assert contradictions(shown, Facts(tracks=1204, decided=8), words)


def test_the_versions_of_the_page_are_those_of_the_shell():
    versions = Node("list", "Versions", children=(Node("list item", "starter. Active. Today"),))
    shown = page("Model", label("starter is active."), versions)
    facts = {"model": "starter", "ready": False}
    assert not contradictions(shown, Facts(versions=("starter",), **facts), ENGLISH)
    assert contradictions(shown, Facts(versions=("starter", "starter-v2"), **facts), ENGLISH)


@pytest.mark.parametrize("key", TOO_LITTLE)
@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_the_badge_of_a_version_and_its_verdict_say_the_same(words, key):
    state = words.here("Not better so far")
    badge = Node("list item", f"v2. {state}. Today", states=frozenset({"selected"}))
    in_english = "There is too little to tell yet whether it is better."
    verdict = label(words.here(key) if words.knows(key) else in_english)
    shown = page(words.here("Model"), badge, verdict, label("v2"))
    assert contradictions(shown, Facts(model="v2"), words)


def test_a_job_whose_files_all_failed_is_not_done():
    heads = ("Job", "Outcome", "Files", "Failed files")
    failed = page("Jobs", table(heads, ("Writing tags", "Done", "20", "20")))
    assert contradictions(failed, Facts(), ENGLISH)
    partly = page("Jobs", table(heads, ("Writing tags", "Done", "20", "2")))
    assert not contradictions(partly, Facts(), ENGLISH)


def test_rows_of_a_table_are_read_by_their_headers():
    shown = page("Jobs", table(("Job", "Files"), ("Scanning", "31"), ("Suggesting", "30")))
    assert [*rows(shown, "Files", "Job")] == [("31", "Scanning"), ("30", "Suggesting")]


def test_under_a_hidden_column_stands_nothing():
    shown = table(("Job", "Message"), ("Scanning", "The disk is full."))
    hidden = Node("table column header", "Failed files", box=(9, 0, 0, 9))  # where the next begins
    whole = Node("table", "Table", children=(hidden, *shown.children))
    found = [*rows(page("Jobs", whole), "Job", "Failed files", "Message")]
    assert found == [("Scanning", "", "The disk is full.")]


def test_doubled_punctuation_is_found_and_an_ellipsis_is_none():
    assert contradictions(page("Jobs", label("The disk is full.. Free it.")), Facts(), ENGLISH)
    assert contradictions(page("Jobs", label("Failed:, 3")), Facts(), ENGLISH)
    assert not contradictions(page("Jobs", label("Looking... 3 of 4, at 1:02.")), Facts(), ENGLISH)


def test_facts_are_what_the_verbs_print():
    track = {
        "state": "suggested",
        "failure": None,
        "suggestions": [{"tag": "jazz", "state": "suggested"}, {"tag": "pop", "state": "unseen"}],
        "decisions": {"tango": "yes"},
    }
    tags = [{"tag": "tango", "yes": 1, "no": 0}]
    checked = {"ready": True, "answers": 1, "tracks": 1, "tags": tags}
    models = {"models": [{"name": "starter", "active": False}, {"name": "v2", "active": True}]}
    facts = facts_of({"tracks": [track]}, checked, models)
    assert (facts.tracks, facts.of_state("suggested"), facts.model) == (1, 1, "v2")
    assert facts.suggested == {"jazz": 1} and facts.by_tag == {"tango": (1, 0)}
    assert facts.decided == 1 and facts.ready


def test_a_traceback_of_the_shell_is_a_fault():
    told = "Traceback (most recent call last)\n  ..."
    assert contradictions(page("Jobs"), Facts(complaints=(told,)), ENGLISH)
    assert not contradictions(page("Jobs"), Facts(complaints=("No tracks yet",)), ENGLISH)
