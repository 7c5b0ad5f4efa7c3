from tagstudio.audio.files.left_out import LeftOut
from tagstudio.engine.scanning import left_out_files
from tagstudio.engine.scanning.left_out_files import LeftOutFiles


def tallied(*left: LeftOut) -> LeftOutFiles:
    found = LeftOutFiles()
    for one in left:
        found.add(one)
    return found


def test_nothing_left_out_has_nothing_to_say():
    assert LeftOutFiles().summary() is None
    assert LeftOutFiles().count() == 0


def test_the_sentence_counts_by_reason_and_names_the_suffixes():
    covers = [LeftOut(f"/m/{n}.jpg", "other", "jpg") for n in range(9)]
    texts = [LeftOut(f"/m/{n}.txt", "other", "txt") for n in range(3)]
    found = tallied(
        *covers,
        *texts,
        LeftOut("/m/README", "other"),
        LeftOut("/m/a.m3u", "playlist", "m3u"),
        LeftOut("/m/b.mp3", "second_name", other="/m/a.mp3"),
        LeftOut("/m/c.mp3", "second_name", other="/m/a.mp3"),
        LeftOut("/m/d.mid", "unheard", "mid"),
        LeftOut("/m/.git", "system_folder", ".git"),
    )
    assert str(found.summary()) == (
        "Left out: 1 playlist, 1 file of a kind that TagStudio cannot hear (mid 1), 2 second names"
        " of linked files, 1 folder of the system or a program (.git 1), 13 other files (jpg 9,"
        " txt 3, without a suffix 1)."
    )
    why = {one.path: str(one.message) for one in found.files}
    assert why["/m/b.mp3"] == "the same file as /m/a.mp3"
    assert why["/m/d.mid"] == "file of a kind that TagStudio cannot hear"


def test_rare_suffixes_are_counted_together():
    kinds = ["jpg", "jpg", "txt", "log", "nfo", "pdf", "png"]
    found = tallied(*(LeftOut(f"/m/{n}", "other", kind) for n, kind in enumerate(kinds)))
    assert "(jpg 2, txt 1, log 1, nfo 1, others 2)" in str(found.summary())


def test_paths_are_kept_up_to_a_bound_for_each_reason_and_counted_beyond(monkeypatch):
    monkeypatch.setattr(left_out_files, "KEPT", 2)
    found = tallied(
        *(LeftOut(f"/m/{n}.jpg", "other", "jpg") for n in range(5)),
        LeftOut("/m/a.mp3", "second_name", other="/m/b.mp3"),
    )
    assert [one.path for one in found.files] == ["/m/0.jpg", "/m/1.jpg", "/m/a.mp3"]
    assert (found.count(), found.unlisted()) == (6, 3)


def test_a_file_that_a_cue_sheet_divides_is_heard_as_one(tmp_path):
    (tmp_path / "album.flac").touch()
    sheet = tmp_path / "album.cue"
    sheet.write_text('FILE "album.flac" WAVE\nTRACK 01 AUDIO\nTRACK 02 AUDIO\n')
    found = tallied(LeftOut(str(sheet), "cue_sheet", "cue"))
    assert str(found.files[0].message) == (
        "album.flac has this CUE sheet with 2 tracks, and is heard as one track. Split it to tag"
        " each of them."
    )
    assert str(found.summary()) == (
        "Left out: 1 CUE sheet. Files that are heard as one track though their CUE sheets name"
        " several: 1. Split them to tag each track."
    )
