"""Cells of a CSV file that a spreadsheet would run as a formula, and the guard against it.

A title such as =HYPERLINK(...) comes from strangers' files. An apostrophe in front of it makes it a
text (OWASP, "CSV Injection"). A cell that has apostrophes there already gets one more, so that
taking one away gives back exactly what there was.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # of full width, too


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet runs; a number, and all other text, as it is."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Reverse `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
