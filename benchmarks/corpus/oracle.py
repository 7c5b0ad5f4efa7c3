"""What a sound file holds, as PyAV, libsndfile, mutagen and Kid3 see it, not TagStudio."""

import hashlib
import io
import os
import re
import shutil
import stat
import struct
import subprocess
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import soundfile
from mutagen import apev2, id3

_FREE = "----:com.apple.itunes:"
WRITTEN_KEYS = frozenset(
    (
        *("genre", "mood", "instrument", "era"),
        *("tcon", "tmoo", "tco", "txxx:mood", "txxx:instrument", "txxx:era", "id3v2_priv.mood"),
        *("\xa9gen", "gnre", f"{_FREE}mood", f"{_FREE}instrument", f"{_FREE}era"),
        *("wm/genre", "wm/mood", "ignr"),
    )
)
LONGEST_DECODED = 120  # seconds; of longer files the start alone
# Where libsndfile begins MPEG, and how it ends GSM, depends on the bytes beside the sound.
_BY_BYTES_BESIDE = {("mp3float",), ("mp2float",), ("gsm_ms",)}
SHOWN_BY_KID3 = ("Title", "Artist", "Album", "Date")


_ID3V1_BYTES = 128


@dataclass(frozen=True)
class Held:
    """What must not change when tags are written: digests, empty where a decoder refuses.

    `tags` are the texts and pictures but for the written fields, by where they stand;
    `attributes` are mode and extended attributes.
    """

    sha256: str = ""
    packets: tuple[object, ...] = ()
    decoded: tuple[object, ...] = ()
    by_libsndfile: tuple[object, ...] = ()
    chapters: tuple[object, ...] = ()
    tags: dict[str, str] | None = None
    attributes: tuple[object, ...] = ()
    mtime_ns: int = 0

    def differences(
        self, after: "Held", *, same_time: bool = False, written: Collection[str] = ()
    ) -> list[str]:
        """Return what was lost or changed between this and `after`, which may have more tags.

        A text in which one of `written` stands now was to be changed.
        """
        names = ["packets", "decoded", "by_libsndfile", "chapters", "attributes"]
        if self.packets == after.packets and self.packets[:1] in _BY_BYTES_BESIDE:
            names.remove("by_libsndfile")
        found = [
            f"{name}: {_short(getattr(self, name))} -> {_short(getattr(after, name))}"
            for name in names
            if getattr(self, name) != getattr(after, name)
        ]
        there = {key.casefold(): text for key, text in (after.tags or {}).items()}
        for key, text in (self.tags or {}).items():
            now = there.get(key.casefold())  # a field that is written anew may be spelled anew
            if now != text and not (now and any(one in now for one in written if one)):
                found.append(f"tag {key}: {text[:60]!r} -> {now and now[:60]!r}")
        if same_time and self.mtime_ns != after.mtime_ns:
            found.append("its time of change")
        return found


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 70 else text[:67] + "..."


def held(path: str) -> Held:
    """Return what the file at `path` holds; the empty Held for what is no regular file."""
    file = Path(path)
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return Held()
        content = file.read_bytes()
    except OSError:
        return Held()
    packets, decoded, chapters, metadata = by_av(content)
    if content[-_ID3V1_BYTES:].startswith(b"TAG"):  # else it can be a part of the last packet
        packets = by_av(content[:-_ID3V1_BYTES])[0]
    return Held(
        hashlib.sha256(content).hexdigest(),
        packets,
        decoded,
        _by_libsndfile(path),
        chapters,
        {**({} if _misread_by_av(content) else metadata), **tag_texts(content)},
        (stat.S_IMODE(status.st_mode), _extended(path)),
        status.st_mtime_ns,
    )


def _extended(name: str) -> tuple[object, ...]:
    try:
        return tuple((key, os.getxattr(name, key)) for key in sorted(os.listxattr(name)))
    except (OSError, AttributeError):
        return ()


def _misread_by_av(content: bytes) -> bool:
    """Tell whether FFmpeg cuts texts: of ID3v2.2 and 2.3 that is unsynchronised as a whole."""
    return content[:3] == b"ID3" and content[3:4] < b"\x04" and content[5:6] >= b"\x80"


def by_av(content: bytes) -> tuple[tuple, tuple, tuple, dict[str, str]]:
    """Return packets, decoded sound, chapters and texts, as FFmpeg sees them."""
    try:
        with av.open(io.BytesIO(content), metadata_errors="replace") as container:
            stream = container.streams.audio[0]
            packets = _packets(container, stream)
            texts = {
                f"FFmpeg {key}": text
                for where in (container, stream)
                for key, text in where.metadata.items()
                if key.casefold() not in WRITTEN_KEYS and "\ufffd" not in text
            }
            chapters = tuple(
                (one["start"], one["end"], str(one["metadata"])) for one in container.chapters()
            )
        with av.open(io.BytesIO(content), metadata_errors="replace") as container:
            return packets, _decoded(container), chapters, texts
    except Exception:  # whatever a damaged file does to a decoder
        return (), (), (), {}


def _packets(container: Any, stream: Any) -> tuple[object, ...]:
    count, crc, times = 0, 0, 0
    try:
        for packet in container.demux(stream):
            if packet.size:
                count += 1
                crc = zlib.crc32(bytes(packet), crc)
                times = zlib.crc32(repr((packet.pts, packet.duration)).encode(), times)
    except Exception as error:
        return (count, crc, times, type(error).__name__)
    return (stream.codec_context.name, stream.rate, count, crc, times)


def _decoded(container: Any) -> tuple[object, ...]:
    digest, frames = hashlib.sha256(), 0
    try:
        stream = container.streams.audio[0]
        channels = stream.channels
        for packet in container.demux(stream):
            try:
                for frame in packet.decode():
                    if frame.layout.nb_channels != channels:
                        raise ValueError("PyAV reads such frames from memory that is not theirs")
                    digest.update(frame.to_ndarray().tobytes())
                    frames += frame.samples
            except Exception:
                digest.update(b"?")
            if frames > LONGEST_DECODED * stream.rate:
                break
    except Exception as error:
        return (frames, digest.hexdigest()[:16], type(error).__name__)
    return (frames, digest.hexdigest()[:16])


def _by_libsndfile(path: str) -> tuple[object, ...]:
    try:
        with soundfile.SoundFile(os.fsencode(path)) as file:
            digest, frames = hashlib.sha256(), 0
            while len(block := file.read(1 << 16, dtype="float32", always_2d=True)):
                digest.update(np.ascontiguousarray(block).tobytes())
                frames += len(block)
                if frames > LONGEST_DECODED * file.samplerate:
                    break
            return (frames, file.samplerate, file.channels, digest.hexdigest()[:16])
    except Exception:
        return ()


def tag_texts(content: bytes) -> dict[str, str]:
    """Return each text and picture of each tag, but for the fields that TagStudio writes."""
    found = {**_of_container(content), **_of_id3v1(content), **_of_info(content)}
    for name, kind in (("APEv2", apev2.APEv2), ("ID3v2", id3.ID3)):
        try:
            more = {"load_v1": False} if kind is id3.ID3 else {}
            tags = kind(io.BytesIO(content), **more)
        except Exception:
            continue
        found |= dict(_entries(name, tags))
    return found


def _of_container(content: bytes) -> dict[str, str]:
    try:
        opened = mutagen.File(io.BytesIO(content))
    except Exception:
        return {}
    if opened is None or opened.tags is None:
        return {}
    found = dict(_entries(type(opened.tags).__name__, opened.tags))
    # mutagen numbers Vorbis comments without a key: those before them change that.
    found = {re.sub(r" unknown\d+$", " unknown", key): text for key, text in found.items()}
    # Of QuickTime's items mutagen tells the numbers only; FFmpeg tells them by name.
    found = {key: text for key, text in found.items() if not key.startswith("MP4Tags \0")}
    if type(opened.tags).__name__ in {"_WaveID3", "_IFFID3", "ID3", "_DSFID3", "APEv2"}:
        found = {
            f"ID3v2{key[key.index(' ') :]}" if "ID3" in key.split()[0] else key: text
            for key, text in found.items()
        }
        if not _ID3_IN_CHUNKS.match(content) and not content.startswith(b"ID3"):
            found = {key: text for key, text in found.items() if not key.startswith("ID3v2")}
    for number, picture in enumerate(getattr(opened, "pictures", ())):
        found[f"picture {number}"] = hashlib.sha256(picture.data).hexdigest()
    return found


_ID3_IN_CHUNKS = re.compile(rb"RIFF|RF64|FORM|DSD ")


def _entries(name: str, tags: Any) -> Iterator[tuple[str, str]]:
    for key in list(tags.keys()):
        if key.casefold() in WRITTEN_KEYS:
            continue
        value = tags[key]
        text = (
            _frame_text(value)
            if hasattr(value, "FrameID")
            else repr(
                [getattr(one, "value", one) for one in value] if isinstance(value, list) else value
            )
        )
        if len(text) > 300:
            text = f"{text[:40]} {hashlib.sha256(text.encode(errors='replace')).hexdigest()}"
        yield f"{name} {key}", text


def _frame_text(frame: Any) -> str:
    said = {spec.name: getattr(frame, spec.name, None) for spec in frame._framespec}
    said.pop("encoding", None)
    return repr({name: str(value) if name == "text" else value for name, value in said.items()})


def _of_id3v1(content: bytes) -> dict[str, str]:
    last = content[-128:]
    if not last.startswith(b"TAG"):
        return {}
    places = {
        "title": (3, 33),
        "artist": (33, 63),
        "album": (63, 93),
        "year": (93, 97),
        "comment": (97, 127),
    }
    return {
        f"ID3v1 {name}": last[a:b].rstrip(b"\0 ").decode("latin-1")
        for name, (a, b) in places.items()
    }


def _of_info(content: bytes) -> dict[str, str]:
    if content[:4] not in {b"RIFF", b"RF64"}:
        return {}
    found, at = {}, 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"LIST" and content[at + 8 : at + 12] == b"INFO":
            inner, end = at + 12, at + 8 + size
            while inner + 8 <= end:
                key, length = struct.unpack_from("<4sI", content, inner)
                if key != b"IGNR":
                    text = content[inner + 8 : inner + 8 + length].rstrip(b"\0")
                    found[f"INFO {key.decode('latin-1')}"] = text.decode(errors="backslashreplace")
                inner += 8 + length + length % 2
        elif name not in {b"id3 ", b"ID3 ", b"data", b"LIST"}:
            body = content[at + 8 : at + 8 + size]
            found[f"chunk {name!r}"] = hashlib.sha256(body).hexdigest()
        at += 8 + size + size % 2
    return found


def shown_by_kid3(path: str) -> dict[str, str] | None:
    """Return what a program that reads one tag of a file shows; None without Kid3.

    That is the first of its tags that has anything: Kid3's tag 2 (ID3v2 or the container's own),
    then 3 (APEv2, INFO), then 1 (ID3v1).
    """
    tags = _tags_of_kid3(path)
    if tags is None:
        return None
    merged: dict[str, str] = {}
    for number in ("2", "3", "1"):
        for name, text in tags.get(number, {}).items():
            merged.setdefault(name, text)
    return merged


def first_shown_by_kid3(path: str) -> dict[str, str] | None:
    """Return the texts of the first tag alone that has anything; None without Kid3."""
    tags = _tags_of_kid3(path)
    return (
        None
        if tags is None
        else next((tags[number] for number in ("2", "3", "1") if tags.get(number)), {})
    )


def _tags_of_kid3(path: str) -> dict[str, dict[str, str]] | None:
    if not shutil.which("kid3-cli"):
        return None
    done = subprocess.run(
        [b"kid3-cli", b"-c", b"get all", os.fsencode(path)], capture_output=True, check=False
    )
    tags: dict[str, dict[str, str]] = {}
    number = ""
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        heading = re.match(r"Tag (\d):", line)
        if heading:
            number = heading.group(1)
            tags[number] = {}
            continue
        entry = re.match(r"  (\w[\w ]*?)\s{2,}(.*)", line)
        if number and entry and entry.group(1) in SHOWN_BY_KID3 and entry.group(2).strip():
            tags[number][entry.group(1)] = entry.group(2).strip()
        elif number and line.startswith("  "):
            tags[number].setdefault("", "")
    return {number: {k: t for k, t in one.items() if k} for number, one in tags.items() if one}
