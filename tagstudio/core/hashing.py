"""A text's place between 0 and 1: the same on every machine, and for ever."""

import hashlib


def point_of(text: str) -> float:
    """Hash `text` to a number in [0, 1), uniformly distributed: the first 64 bits of SHA-256."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8]) / 2**64
