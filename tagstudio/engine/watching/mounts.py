"""The drives that are mounted, as Linux lists them: which are of the network, which are there."""

import os
from collections.abc import Mapping
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# File systems that other computers change without this one being told.
NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs"),
        *("lustre", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse"),
        *("fuse.glusterfs", "fuse.s3fs", "fuse.curlftpfs", "vboxsf", "prl_fs", "virtiofs"),
    }
)


def mounted(listing: Path = MOUNTS) -> dict[str, str]:
    """Return the kind of file system by mount point; empty where the system has no such list."""
    try:
        lines = listing.read_bytes().splitlines()
    except OSError:
        return {}
    found = {}
    for words in (line.split(b" ") for line in lines):
        if b"-" in words[6:]:
            kind = words[words.index(b"-", 6) + 1]
            found[os.fsdecode(_unescaped(words[4]))] = os.fsdecode(kind)
    return found


def _unescaped(word: bytes) -> bytes:
    """Return a path whose blanks, tabs, line breaks and backslashes stand as octal numbers."""
    first, *rest = word.split(b"\\")
    return first + b"".join(bytes([int(part[:3], 8)]) + part[3:] for part in rest)


def kind_around(path: str, mounts: Mapping[str, str]) -> str:
    """Return the kind of file system that `path` lies in, "" where it is not known."""
    around = [point for point in mounts if contains(point, path)]
    return mounts[max(around, key=len)] if around else ""


def contains(folder: str, path: str) -> bool:
    """Tell whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(os.path.join(folder, ""))  # noqa: PTH118
