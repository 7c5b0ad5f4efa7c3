"""Files wait to be read in the order in which they came, with all that is known of them."""

import os

from tagstudio.audio.files.walk import FoundFile
from tagstudio.engine.scanning import files_to_read
from tagstudio.engine.scanning.files_to_read import FilesToRead


def test_files_come_back_as_they_were_also_from_the_disk(monkeypatch):
    monkeypatch.setattr(files_to_read, "_HELD", 100)
    odd = os.fsdecode(b"/m/odd \xff\nname.mp3")
    added = [(FoundFile(odd, 1, 2**62, None), "/m")]
    added += [(FoundFile(f"/m/{number} ö.mp3", number, number, 7), "/") for number in range(50)]
    with FilesToRead() as files:
        assert list(files) == []
        for file, folder in added:
            files.add(file, folder)
        assert len(files) == 51
        assert list(files) == added
