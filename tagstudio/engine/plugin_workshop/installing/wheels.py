"""What a wheel says of itself: whether it is made for this Python, and what it requires.

A wheel is a zip. It is unpacked, and pip is not run: nothing is fetched, and nothing but the
plugin's own folder is installed.
"""

from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.tags import sys_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from tagstudio.core.regular_files import read_text

HOST = "tagstudio"


def is_for_this_python(name: str) -> bool:
    """Tell whether a wheel of this file name fits the system and the Python of this program."""
    try:
        _, _, _, tags = parse_wheel_filename(name)
    except InvalidWheelFilename:
        return False
    return any(tag in tags for tag in sys_tags())


def requirements_in(unpacked: Path) -> list[str]:
    """Return the requirements of a wheel that is unpacked here, but for the program itself."""
    found = []
    for metadata in unpacked.glob("*.dist-info/METADATA"):
        headers = HeaderParser().parsestr(read_text(metadata), headersonly=True)
        found += [str(one) for one in headers.get_all("Requires-Dist", [])]
    return [text for text in found if _name(text) != HOST]


def _name(text: str) -> str:
    try:
        return canonicalize_name(Requirement(text).name)
    except InvalidRequirement:
        return ""
