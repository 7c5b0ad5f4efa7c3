"""The scripts of packaging/bundle import each other as PyInstaller and the build find them."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).parents[2] / "packaging"

sys.path += [str(PACKAGING / room) for room in ("bundle", "windows", "linux")]
