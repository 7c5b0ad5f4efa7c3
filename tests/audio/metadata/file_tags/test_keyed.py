import io
import struct
from base64 import b64encode
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.asf import ASF, ASFUnicodeAttribute
from mutagen.asf._attrs import ASFByteArrayAttribute, ASFDWordAttribute
from mutagen.flac import Picture
from mutagen.ogg import OggPage

from tagstudio.audio.containers.chunks import asf_objects
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags

WRITTEN = {"genre": ("jazz", "Ænima"), "mood": ("sad",), "instrument": ("oud",), "era": ("60s",)}
HZ = 16_000
UNKNOWN = bytes(range(16))
PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")


def packets(path: Path) -> list[tuple[int | None, bytes]]:
    with av.open(str(path)) as container:
        return [(one.pts, bytes(one)) for one in container.demux(audio=0)]


def encoded(path: Path, codec: str, container: str, seed: int = 0) -> Path:
    noise = np.random.default_rng(seed).integers(-9000, 9000, (1, HZ)).astype(np.int16)
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=HZ, layout="mono")
        for start in range(0, HZ, 320):
            block = np.ascontiguousarray(noise[:, start : start + 320])
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = HZ, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def header_objects(content: bytes) -> list[tuple[bytes, bytes]]:
    file = io.BytesIO(content)
    header = next(asf_objects(file, len(content)))
    found = asf_objects(file, header.end, header.header + 30)
    return [(one.name, content[one.start : one.end]) for one in found]


@pytest.fixture
def wma(tmp_path, encode, music) -> Path:
    return encode(tmp_path / "sound.wma", music(0.5))


def test_every_other_attribute_of_a_wma_stays(wma):
    audio = ASF(wma)
    audio.tags["Title"] = ["Title"]
    audio.tags["Author"] = ["One", "Two"]
    audio.tags["WM/Picture"] = [ASFByteArrayAttribute(bytes(70_000))]
    audio.tags["WM/SharedUserRating"] = [ASFDWordAttribute(99)]
    audio.tags["WM/Composer"] = [
        ASFUnicodeAttribute("of a stream", stream=1),
        ASFUnicodeAttribute("in a language", language=0, stream=1),
    ]
    audio.save()
    before, sound = list(ASF(wma).tags), packets(wma)
    write_file_tags(str(wma), str(wma), WRITTEN)
    assert packets(wma) == sound
    assert read_file_tags(str(wma)).stored.items() >= WRITTEN.items()
    write_file_tags(str(wma), str(wma), dict.fromkeys(TAG_FIELDS, ()))
    after = list(ASF(wma).tags)
    assert sorted(map(_told, after)) == sorted(map(_told, before))


def _told(attribute) -> str:
    name, value = attribute
    return repr((name, value.value, value.language, value.stream))


def test_objects_that_no_program_knows_stay_in_a_wma_and_its_size_is_right(wma):
    content = wma.read_bytes()
    unknown = UNKNOWN + (24 + 5).to_bytes(8, "little") + b"12345"
    header = next(asf_objects(io.BytesIO(content), len(content)))
    count = int.from_bytes(content[24:28], "little")
    content = (
        content[:16]
        + struct.pack("<QI", header.end + len(unknown), count + 1)
        + content[28 : header.end]
        + unknown
        + content[header.end :]
    )
    at = content.index(PROPERTIES) + 24 + 16
    content = content[:at] + len(content).to_bytes(8, "little") + content[at + 8 :]
    wma.write_bytes(content)
    write_file_tags(str(wma), str(wma), WRITTEN)
    written = wma.read_bytes()
    objects = dict(header_objects(written))
    assert objects[UNKNOWN] == b"12345"
    assert int.from_bytes(objects[PROPERTIES][16:24], "little") == len(written) > len(content)


def test_a_wma_as_ffmpeg_tags_it(wma):
    audio = ASF(wma)
    audio.tags.extend(
        [("title", ASFUnicodeAttribute("Title")), ("date", ASFUnicodeAttribute("1999"))]
    )
    audio.save()
    facts = read_facts(str(wma))
    assert (facts.title, facts.year) == ("Title", 1999)


OGG = ("flac", "libopus", "speex")


def ogg(path: Path, codec: str, seed: int = 0) -> Path:
    return speex(path, seed) if codec == "speex" else encoded(path, codec, "ogg", seed)


def speex(path: Path, seed: int) -> Path:
    """Make a Speex file of random packets, for no encoder is at hand."""
    numbers = (80, HZ, 0, 4, 1, -1, 320, 0, 1, 0, 0, 0)
    header = b"Speex   " + b"1.2".ljust(20, b"\0") + struct.pack("<i12i", 1, *numbers)
    comment = struct.pack("<I4sI", 4, b"test", 0)
    packets = [np.random.default_rng([seed, n]).bytes(42) for n in range(50)]
    built = []
    for number, held in enumerate(([header], [comment], packets)):
        page = OggPage()
        page.packets, page.sequence, page.serial = held, number, 1
        page.first, page.last = number == 0, number == 2
        page.position = 320 * 50 if page.last else 0
        built.append(page.write())
    path.write_bytes(b"".join(built))
    return path


@pytest.mark.parametrize("codec", OGG)
@pytest.mark.parametrize("text", ["jazz", "x" * 100_000])
def test_the_sound_and_picture_of_an_ogg_file_stay(tmp_path, codec, text):
    path = ogg(tmp_path / "sound.ogg", codec)
    audio = mutagen.File(path)
    picture = Picture()
    picture.data, picture.mime = bytes(range(256)) * 300, "image/png"
    audio["METADATA_BLOCK_PICTURE"] = b64encode(picture.write()).decode()
    audio["TITLE"] = "Title"
    audio.save()
    before, sound = dict(mutagen.File(path)), packets(path)
    fields = {**WRITTEN, "genre": (text, "Ænima")}
    write_file_tags(str(path), str(path), fields)
    assert packets(path) == sound
    assert read_file_tags(str(path)).stored.items() >= fields.items()
    write_file_tags(str(path), str(path), dict.fromkeys(TAG_FIELDS, ()))
    assert dict(mutagen.File(path)) == before
    assert packets(path) == sound


@pytest.mark.parametrize("codec", OGG)
def test_ogg_files_of_several_streams_are_refused(tmp_path, codec):
    first, second = (ogg(tmp_path / f"{seed}.ogg", codec, seed).read_bytes() for seed in (1, 2))
    second = with_serial(second, b"2222")
    path = tmp_path / "sound.ogg"
    at_once = pages(first)[:1] + pages(second)[:1] + pages(first)[1:] + pages(second)[1:]
    for several in (first + second, b"".join(at_once)):
        path.write_bytes(several)
        with pytest.raises(UnreadableAudio, match="several streams") as raised:
            write_file_tags(str(path), str(path), WRITTEN)
        assert raised.value.code == "unsupported"
        assert path.read_bytes() == several


def pages(content: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(content):
        segments = content[at + 27 : at + 27 + content[at + 26]]
        end = at + 27 + len(segments) + sum(segments)
        found.append(content[at:end])
        at = end
    return found


def with_serial(content: bytes, serial: bytes) -> bytes:
    return b"".join(page[:14] + serial + page[18:] for page in pages(content))
