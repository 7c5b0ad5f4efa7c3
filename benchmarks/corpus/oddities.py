"""What is in music folders and is no plain sound file: texts, links, pipes, odd samples."""

import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import soundfile

from corpus.kinds import BY_NAME
from corpus.sound import plucked
from corpus.truth import Case, Truth, Values

NOT_SOUND = Truth(None, heard="not", read="any", written="any")
HTML = b"<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>\n" * 40
APPLE_DOUBLE = bytes.fromhex("00051607000200004d6163204f53205820202020") + bytes(400)
SUFFIXES = (
    ".mp3",
    ".flac",
    ".ogg",
    ".opus",
    ".m4a",
    ".aac",
    ".wma",
    ".wav",
    ".aiff",
    ".wv",
    ".mpc",
    ".mka",
    ".dsf",
    ".ape",
)


def oddities() -> Iterator[Case]:
    """Yield them, each in the group of its suffix."""
    for suffix in SUFFIXES:
        for about, content in (
            ("text", b"These are words.\n" * 200),
            ("HTML", HTML),
            ("zeros", bytes(50_000)),
            ("one byte", b"x"),
        ):
            yield Case(
                "no sound",
                f"{about} named {suffix}",
                f"{about}{suffix}",
                lambda content=content: content,
                NOT_SOUND,
            )
    apple = Truth(None, heard="not", read="any", written="any", is_music=False)
    for suffix in (".mp3", ".m4a", ".wav"):
        yield Case(
            "no sound", f"AppleDouble {suffix}", f"._song{suffix}", lambda: APPLE_DOUBLE, apple
        )
    for name in ("cover.jpg", "notes.txt", "list.m3u", ".DS_Store", "Thumbs.db"):
        yield Case(
            "no sound",
            f"{name}, no music",
            name,
            lambda: b"anything" * 20,
            Truth(None, heard="not", read="any", written="any", is_music=False),
        )
    yield from _links()
    yield from _samples()


def _links() -> Iterator[Case]:
    def song(seed: int) -> Callable[[], bytes]:
        return partial(BY_NAME["mp3"].whole, seed, 5, Values("Linked", "A", "B", "C", 1999))

    def truth(**more: object) -> Truth:
        values = Values("Linked", "A", "B", "C", 1999)
        return Truth(5, values, **({"written": "any"} | more))

    yield Case("links", "symbolic link", "link.mp3", song(15_001), truth(), _symbolic)
    yield Case("links", "hard link", "hard.mp3", song(15_002), truth(told="second name"), _hard)
    yield Case("links", "link to nothing", "dead.mp3", song(15_003), NOT_SOUND, _dead)
    yield Case("links", "pipe", "pipe.mp3", song(15_004), NOT_SOUND, _pipe)
    yield Case(
        "links",
        "folder named as a file",
        "folder.mp3",
        song(15_005),
        Truth(None, heard="not", read="any", written="any", is_music=False),
        _folder,
    )
    yield Case("links", "read only", "locked.mp3", song(15_006), truth(written="no"), _read_only)
    yield Case(
        "links",
        "not readable",
        "secret.mp3",
        song(15_007),
        truth(heard="any", read="any"),
        _unreadable,
    )


def _symbolic(path: str) -> None:
    Path(path).rename(path + ".target")
    Path(path).symlink_to(Path(path).name + ".target")


def _hard(path: str) -> None:
    Path(path).with_name("second name.mp3").hardlink_to(path)


def _dead(path: str) -> None:
    Path(path).unlink()
    Path(path).symlink_to("nowhere.mp3")


def _pipe(path: str) -> None:
    Path(path).unlink()
    os.mkfifo(path)


def _folder(path: str) -> None:
    Path(path).unlink()
    Path(path).mkdir()


def _read_only(path: str) -> None:
    Path(path).chmod(0o444)


def _unreadable(path: str) -> None:
    Path(path).chmod(0o000)


def _samples() -> Iterator[Case]:
    for suffix, container in (
        (".wav", "WAV"),
        (".aiff", "AIFF"),
        (".au", "AU"),
        (".w64", "W64"),
        (".caf", "CAF"),
    ):
        for number, (about, spoil) in enumerate(_SPOILT.items()):
            make = partial(_spoilt, container, 16_000 + number, spoil)
            yield Case(
                "samples",
                f"{about} in {suffix}",
                f"spoilt{suffix}",
                make,
                Truth(6, heard="whole" if "one" in about else "any", read="any", written="any"),
            )
    for hz in (2_000, 4_000, 192_000, 384_000):
        yield Case(
            "samples",
            f"{hz} Hz",
            "rate.wav",
            partial(_at_rate, hz),
            Truth(4, heard="any", read="any", written="any"),
        )
    for frames in (0, 1, 100, 2_000):
        yield Case(
            "samples",
            f"{frames} frames",
            "short.wav",
            partial(_frames, frames),
            Truth(frames / 44_100, heard="any", read="any", written="any"),
        )


_SPOILT = {
    "one NaN": ((50_000, 50_001, np.nan),),
    "one infinity": ((50_000, 50_001, np.inf),),
    "a second of NaN": ((50_000, 94_100, np.nan),),
    "all NaN": ((0, 300_000, np.nan),),
    "huge values": ((0, 300_000, 1e30),),
}


def _spoilt(container: str, seed: int, spoil: tuple[tuple[int, int, float], ...]) -> bytes:
    samples = plucked(seed + len(container), 6)
    for start, end, value in spoil:
        samples[start:end] = value
    return _written(samples, 44_100, container, "FLOAT")


def _at_rate(hz: int) -> bytes:
    return _written(plucked(17_000 + hz % 1_000, 4, hz), hz, "WAV", "PCM_16")


def _frames(frames: int) -> bytes:
    return _written(plucked(18_000, 1)[:frames], 44_100, "WAV", "PCM_16")


def _written(samples: object, hz: int, container: str, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, hz, format=container, subtype=subtype)
    return file.getvalue()
