from tagstudio.core.messages import message, plain
from tagstudio.ui.text.file_reason import reason_beside

PATH = "/music/a long folder/song.flac"


def test_the_reason_comes_first_and_the_path_is_not_said_again():
    protected = message("x.y", "{path} is write-protected.", path=PATH)
    assert reason_beside(PATH, protected) == "The file is write-protected."
    colon = plain(f"{PATH}: the disk is full")
    assert reason_beside(PATH, colon) == "The disk is full"
    inside = message("x.z", "The tags of {path} are damaged.", path=PATH)
    assert reason_beside(PATH, inside) == "The tags of song.flac are damaged."
