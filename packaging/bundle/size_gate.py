"""Fail when the bundle has grown: `python size_gate.py NAME FOLDER ARCHIVE...`.

`sizes.toml` beside this file says what each thing had when it was last accepted, in megabytes
(10^6 bytes), and what it may have at most. Growth of more than GROWTH fails, so that it is noticed
with the change that caused it; who wants it writes the new size into the file.
"""

import sys
import tomllib
from pathlib import Path

GROWTH = 0.05
SIZES = Path(__file__).parent / "sizes.toml"
INSTALLED = "installed"


def megabytes(path: Path) -> float:
    """Return the size of a file, or of all files in a folder; a link has none."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files if one.is_file() and not one.is_symlink()) / 1e6


def kind_of(path: Path) -> str:
    """Return under which name `sizes.toml` has it: "installed", "deb", "tar.zst"."""
    if path.is_dir():
        return INSTALLED
    return "tar.zst" if path.name.endswith(".tar.zst") else path.suffix.removeprefix(".")


def complaint(kind: str, size: float, most: float, accepted: float | None = None) -> str:
    """Return what is wrong with a size in megabytes, "" for nothing; None was never measured."""
    if size > most:
        return f"{kind}: {size:.1f} MB, and {most:.0f} MB is the most that is allowed."
    if accepted is not None and size > accepted * (1 + GROWTH):
        return (
            f"{kind}: {size:.1f} MB, more than {GROWTH:.0%} above the accepted {accepted:.1f} MB."
            f" Find out what came in; if it is wanted, write the new size into {SIZES.name}."
        )
    return ""


def main() -> None:
    """Measure what the command line names, and fail with all complaints."""
    name, *paths = sys.argv[1:]
    limits = tomllib.loads(SIZES.read_text(encoding="utf-8"))[name]
    complaints = []
    for path in map(Path, paths):
        kind, size = kind_of(path), megabytes(path)
        print(f"{name} {kind}: {size:.1f} MB")
        complaints.append(complaint(kind, size, **limits[kind]))
    if found := [one for one in complaints if one]:
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
