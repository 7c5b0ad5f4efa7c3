"""Write a dozen short pieces of music, so that the program can be tried without a collection."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagstudio.core.files import replaced_atomically

if TYPE_CHECKING:
    from tagstudio.demo.pieces import Piece


def write_pieces(folder: Path) -> list[Path]:
    """Write the pieces into `folder` as tagged files of five formats; return their paths.

    A file that is there already is kept as it is. The same samples come out every time.
    """
    from tagstudio.demo.pieces import PIECES

    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:  # the encoders are most of the work, and run side by side
        return list(pool.map(lambda piece: _written(piece, folder), PIECES))


def _written(piece: "Piece", folder: Path) -> Path:
    path = folder / f"{piece.artist} - {piece.title}.{piece.format}"
    if not path.exists():
        with replaced_atomically(path) as temporary:
            _write_audio(piece, temporary)
            _write_tags(piece, temporary)
    return path


def _write_audio(piece: "Piece", path: Path) -> None:
    import soundfile
    import soxr

    from tagstudio.demo.instruments import HZ

    samples, hz = piece.compose(), HZ
    if piece.format == "opus":  # which knows 48 kHz and its fractions only
        samples, hz = soxr.resample(samples, HZ, 48_000), 48_000
    container = {"opus": ("OGG", "OPUS")}.get(piece.format, (piece.format.upper(), None))
    with path.open("wb+") as file:
        soundfile.write(file, samples, hz, format=container[0], subtype=container[1])


def _write_tags(piece: "Piece", path: Path) -> None:
    import mutagen
    from mutagen import id3

    texts = (piece.title, piece.artist, piece.album, piece.genre, str(piece.year))
    tagged: Any = mutagen.File(path, easy=True)
    if tagged.tags is None:
        tagged.add_tags()
    if piece.format == "wav":  # mutagen has no easy names for its tags
        for name, text in zip(("TIT2", "TPE1", "TALB", "TCON", "TDRC"), texts, strict=True):
            tagged.tags.add(id3.Frames[name](encoding=3, text=[text]))
    else:
        tagged.update(zip(("title", "artist", "album", "genre", "date"), texts, strict=True))
    tagged.save()
