"""Finish a bundle that PyInstaller made: `python finish.py FOLDER`.

The symbols of torch's libraries go, a fifth of their size, and of Python's, and what debuggers
read in the modules of other packages, most of theirs; the plugins are compiled, which they could
not be where only the administrator may write; no library may be there twice; what the wheel brings
beside Python must be there, as the handbook and the migrations; and these must load: all modules of
the program, for each page and dialog is imported when it is opened first; torch, of which most is
left out; and the driver of PostgreSQL, which an address names and no import.
"""

import compileall
import hashlib
import pkgutil
import shutil
import subprocess
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from py_compile import PycInvalidationMode

# The wheels of torch are linked with their paths in place, so that strip keeps them whole.
STRIPPED = ("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "libpython3.*.so*")
MODULES = ("*.cpython-*.so", "*.abi3.so")  # Python's extension modules; each is loaded afterwards
NOTHING_TO_STRIP = ("PySide6", "shiboken6", "torch")
LOADED = ("torch.version", "psycopg.version")  # that of each loads its package
# Alembic runs the migrations; Ray, which stays out, loads its workers; and the program itself.
NOT_LOADED = (
    "tagstudio.library.db.migrations", "tagstudio.engine.cluster", "tagstudio.__main__",
)  # fmt: skip
LARGE = 100_000  # bytes, of a library that must not be there twice


def strip_symbols(inside: Path) -> None:
    """Remove the symbols of those libraries that bear it, where there is a `strip`.

    Wheels have their libraries patched, which not all of them survive: SystemExit where one does
    not load any more.
    """
    strip = shutil.which("strip")
    if not strip or sys.platform != "linux":
        return
    libraries = [file for place in STRIPPED for file in inside.glob(place) if not file.is_symlink()]
    modules = extension_modules(inside)
    for file in (*libraries, *modules):
        subprocess.run([strip, "--strip-unneeded", file], check=True)
    load = "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]"
    done = subprocess.run(
        [sys.executable, "-c", load, *modules], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"A module does not load without its symbols:\n{done.stderr}")


def extension_modules(inside: Path) -> list[Path]:
    """Return the extension modules of the packages that bring symbols with them."""
    return sorted(
        file
        for pattern in MODULES
        for file in inside.rglob(pattern)
        if file.relative_to(inside).parts[0] not in NOTHING_TO_STRIP and not file.is_symlink()
    )


def compile_plugins(inside: Path) -> None:
    """Compile the plugins' sources, for good: nobody changes them where they are installed."""
    folder = inside / "tagstudio" / "plugins"
    mode = PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(folder, quiet=1, force=True, invalidation_mode=mode):
        raise SystemExit(f"{folder} does not compile.")


def copies(folder: Path) -> list[list[str]]:
    """Return the places of each library that is there more than once; links are no copies."""
    found = defaultdict(list)
    for file in sorted(folder.rglob("*")):
        is_library = ".so" in file.name or file.suffix in {".dll", ".dylib", ".pyd"}
        if is_library and not file.is_symlink() and file.stat().st_size > LARGE:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").digest()
            found[digest].append(str(file.relative_to(folder)))
    return [places for places in found.values() if len(places) > 1]


def lacking(package: Path, inside: Path) -> list[str]:
    """Return which files of the installed package are no Python and not in the bundle."""
    return [
        str(place)
        for file in sorted(package.rglob("*"))
        if file.is_file() and file.suffix not in {".py", ".pyc"}
        if not (inside / (place := file.relative_to(package.parent))).exists()
    ]


def load_packages(folder: Path) -> None:
    """Load in a child process of the bundle what is loaded in one; SystemExit where it fails."""
    for module in LOADED:
        command = [folder / "tagstudio", "-m", module]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{module} does not load in the bundle:\n{done.stderr}")


def load_program(folder: Path, package: Path) -> None:
    """Load all modules of the program in the bundle; SystemExit where one fails."""
    names = [
        one.name
        for one in pkgutil.walk_packages([str(package)], f"{package.name}.")
        if not one.name.startswith(NOT_LOADED)
    ]
    statement = "; ".join(f"import {name}" for name in names)
    command = [folder / "tagstudio", "-m", "timeit", "-n", "1", "-r", "1", statement]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Not all of the program loads in the bundle:\n{done.stderr}")


def main() -> None:
    """Finish the bundle that the command line names."""
    folder = Path(sys.argv[1])
    inside = folder / "_internal"
    strip_symbols(inside)
    compile_plugins(inside)
    if twice := copies(folder):
        raise SystemExit(f"There twice: {twice}")
    [package] = find_spec("tagstudio").submodule_search_locations
    if names := lacking(Path(package), inside):
        raise SystemExit(f"Not in the bundle: {names}")
    load_packages(folder)
    load_program(folder, Path(package))


if __name__ == "__main__":
    main()
