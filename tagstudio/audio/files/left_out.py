"""What a scan leaves out although it lies in a folder of music, declared as data, with reasons.

The rule is that a file is music unless something here says that it is not: a name that begins with
a dot hides nothing ("...And Justice for All", ".45"). Left out are

- folders and files in which a system, a synchroniser or a program keeps its own things: bins,
  snapshots, thumbnails, version control, and those hidden folders of a home that hold caches,
  settings and programs, with sounds of games and desktops in them;
- AppleDouble files ("._x", found by their content): what macOS keeps beside a file on a foreign
  drive, under the same suffix;
- what is not whole: downloads and copies under way, ours too (`core.files`);
- kinds of audio that hold no sound that can be decoded here, playlists, CUE sheets, all the rest.

A file without a suffix is music where its first bytes say so: recordings of old systems and of
rescue programs have none, and few other files in a folder of music lack one, so few are opened.
Files of a foreign suffix are not opened: that would read every cover, and what a name claims to be
is seldom music by mistake. Named by itself, any file is read.

Names compare without case, as Windows and macOS compare them.
"""

import os
import re
from collections.abc import Mapping
from fnmatch import translate
from typing import Literal, NamedTuple

Reason = Literal[
    "cue_sheet",  # the titles and starts of tracks
    "playlist",
    "unheard",  # audio of a kind that is not decoded: notes, trackers, protected files
    "second_name",  # a file that another name leads to, which was taken
    "second_way",  # a folder that was searched under another name
    "apple_double",
    "unfinished",  # a download or copy under way, or what a broken one left
    "system_file",
    "system_folder",  # with all that is in it
    "special",  # a device, pipe or socket
    "dead_link",
    "other",  # of no kind of audio
]

APPLE_DOUBLE_PREFIX = "._"
APPLE_DOUBLE = bytes.fromhex("00051607")

SYSTEM_FOLDERS = frozenset(
    {
        # bins
        *("$recycle.bin", "recycler", ".trash", ".trashes", "#recycle", "@recycle"),
        *("lost+found", ".debris"),
        # macOS and Windows
        *(".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100"),
        *(".appledouble", ".appledb", ".appledesktop", "__macosx", "system volume information"),
        # snapshots, thumbnails and versions of storage devices and synchronisers
        *("@eadir", ".@__thumb", "#snapshot", ".snapshot", ".snapshots", ".zfs", ".stversions"),
        *(".stfolder", ".dropbox.cache", ".sync", ".tmp.drivedownload", ".thumbnails"),
        # version control and the hidden folders of a home
        *(
            ".git",
            ".hg",
            ".svn",
            ".cache",
            ".config",
            ".local",
            ".var",
            ".wine",
            ".steam",
            ".mozilla",
        ),
        *(
            ".thunderbird",
            ".npm",
            ".cargo",
            ".rustup",
            ".gradle",
            ".m2",
            ".venv",
            ".tox",
            ".vscode",
        ),
        *(".idea", ".android", ".minecraft"),
    }
)
USER_BIN_PREFIX = ".trash-"  # and the number of a user
SYSTEM_FILES = frozenset(
    {
        *(".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini"),
        *(".directory", ".nomedia", ".hidden", ".stignore", ".gitignore", ".gitattributes"),
    }
)
# Patterns of names that begin with "." or "~".
UNFINISHED = (".~lock.*", "~$*", ".fuse_hidden*", ".nfs????????????????*", ".goutputstream-*")

_SUFFIXES: Mapping[Reason, tuple[str, ...]] = {
    "unfinished": (
        *(".part", ".partial", ".crdownload", ".download", ".opdownload", ".aria2"),
        *(".!ut", ".!qb", ".bc!", ".tmp", ".temp"),
    ),
    "playlist": (".m3u", ".m3u8", ".pls", ".xspf", ".wpl", ".zpl", ".asx", ".b4s"),
    "cue_sheet": (".cue",),
    "unheard": (
        # notes to be played, not sound
        *(".mid", ".midi", ".kar", ".rmi"),
        # patterns of samples, and programs for sound chips
        *(".mod", ".xm", ".it", ".s3m", ".mtm", ".669", ".stm", ".med", ".okt", ".umx", ".mptm"),
        *(".sid", ".nsf", ".spc", ".vgm", ".vgz", ".gbs", ".sap", ".ym", ".psf", ".minipsf"),
        # protected, or old streams
        *(".aa", ".aax", ".aaxc", ".ra", ".ram", ".rm", ".rmvb", ".atrac", ".omg"),
        # no sound but the place of a track on a compact disc
        ".cda",
    ),
}
_OF_SUFFIX = {suffix: reason for reason, suffixes in _SUFFIXES.items() for suffix in suffixes}


_SUFFIX = re.compile(r"\.\S{1,12}")
_UNFINISHED = re.compile("|".join(map(translate, UNFINISHED)), re.IGNORECASE)


class LeftOut(NamedTuple):
    """A file or folder that a walk leaves out.

    `detail` is what its reason counts apart: the suffix without its dot, the name of a system's
    folder, else "". `other` is the path that was taken in place of a second name, whose file has
    this `size` and these times, as `walk.FoundFile` has them.
    """

    path: str
    reason: Reason
    detail: str = ""
    other: str = ""
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int | None = None


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name, in lower case with its dot, "" for none.

    "Mr. Bungle - Carousel" and "Sonata no.5" have none.
    """
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  runs for each file found
    if suffix in _OF_SUFFIX or (_SUFFIX.fullmatch(suffix) and not suffix[1:].isdecimal()):
        return suffix
    return ""


def is_system_folder(name: str) -> bool:
    """Tell whether a folder of this name is a system's or program's own."""
    lower = name.lower()
    return lower in SYSTEM_FOLDERS or lower.startswith(USER_BIN_PREFIX)


def reason_of(name: str, suffix: str) -> Reason:
    """Return why a file of this name and suffix, in lower case, that is not audio is left out."""
    if name.startswith(APPLE_DOUBLE_PREFIX):
        return "apple_double"
    if name.lower() in SYSTEM_FILES:
        return "system_file"
    if name[0] in ".~" and _UNFINISHED.match(name):
        return "unfinished"
    return _OF_SUFFIX.get(suffix, "other")
