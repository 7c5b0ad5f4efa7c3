import os

import pytest

from tagstudio.engine.processes.reader_pool import BATCH, BATCHES_AHEAD, FileReader, FileReaders


def test_results_come_in_order_and_only_a_few_batches_are_read_ahead(monkeypatch):
    asked = []
    monkeypatch.setattr(FileReader, "read", lambda self, batch: asked.append(batch) or list(batch))
    files = [str(number) for number in range(3 * BATCHES_AHEAD * BATCH + 1)]
    with FileReaders() as readers:
        results = readers.read(files)
        found = next(results)
        assert len(asked) <= BATCHES_AHEAD + 1
        for batch in results:
            found += batch
    assert found == files


def test_readers_that_were_started_early_are_the_ones_that_read(tmp_path):
    (tmp_path / "a.mp3").write_text("no sound")
    with FileReaders() as readers:
        readers.start()
        pids = [reader._child.pid for reader in readers._readers]
        [[problem]] = readers.read([str(tmp_path / "a.mp3")])
        assert problem.code == "unsupported"
        assert [reader._child.pid for reader in readers._readers] == pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
