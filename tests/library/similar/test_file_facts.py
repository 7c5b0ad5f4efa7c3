import pytest

from tagstudio.library.similar.file_facts import FileDetails, best_sounding, file_facts_of


def best(*files: tuple[str, int]) -> set[int]:
    """Return which of files of a minute, each a format and kbit/s, sound best, from 1."""
    details = [
        FileDetails(number, f"/{number}", name, 60.0, kbit_s * 1000 * 60 // 8)
        for number, (name, kbit_s) in enumerate(files, start=1)
    ]
    return best_sounding(details)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ((("mp3", 320), ("flac", 700)), {2}),
        ((("mp3", 320), ("flac", 700), ("wav", 1411)), {2, 3}),
        ((("mp3", 128), ("mp3", 320)), {2}),
        ((("mp3", 320), ("mp3", 318)), set()),  # a picture in the one
        ((("flac", 700), ("wav", 1411)), set()),
        ((("mp3", 320), ("mp3", 300), ("ogg", 96)), {1, 2}),
        ((), set()),
    ],
)
def test_lossless_files_sound_best_else_those_with_most_bits(files, found):
    assert best(*files) == found


def test_without_lengths_nothing_is_told():
    assert best_sounding([FileDetails(n, f"/{n}", "mp3", None, 1000 * n) for n in (1, 2)]) == set()


def test_a_copy_that_nobody_heard_yet_has_the_rate_of_the_one_that_was(small):
    with small.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET size = 800000, seconds = 50 WHERE id < 4")
        connection.exec_driver_sql(
            "UPDATE tracks SET content_hash = (SELECT content_hash FROM tracks WHERE id = 1)"
            " WHERE id = 2"
        )
        connection.exec_driver_sql(
            "UPDATE tracks SET seconds = 49, heard_seconds = 49 WHERE id = 2"
        )
        rates = [one.kbit_s for one in file_facts_of(connection, [1, 2, 3])]
    assert rates == [131, 131, 128]
