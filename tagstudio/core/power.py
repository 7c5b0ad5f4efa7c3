"""Whether the computer runs on its battery, where the system tells."""

import ctypes
import subprocess
import sys
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")  # of Linux
_MAINS = {"Mains", "USB", "Wireless"}


def on_battery() -> bool:
    """Tell whether the computer runs on its battery; not so where the system does not say."""
    if sys.platform == "win32":
        return _windows_on_battery()
    if sys.platform == "darwin":
        return _is_battery(_said_by_pmset())
    return supplies_say_battery(SUPPLIES)


def supplies_say_battery(folder: Path) -> bool:
    """Tell whether a battery of the computer gives power, and nothing else does.

    `folder` has a folder for each supply; that of a mouse or keyboard has the scope "Device".
    """
    is_draining = False
    for supply in folder.iterdir() if folder.is_dir() else ():
        kind = _text(supply / "type")
        if kind in _MAINS and _text(supply / "online") == "1":
            return False
        if kind == "Battery" and _text(supply / "scope") != "Device":
            is_draining = is_draining or _text(supply / "status") == "Discharging"
    return is_draining


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):  # many supplies lack some of them
        return ""


def _said_by_pmset() -> str:
    try:
        return subprocess.run(
            ["pmset", "-g", "batt"], capture_output=True, text=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _is_battery(said: str) -> bool:
    """Tell what macOS's `pmset -g batt` says in its first line."""
    return "'Battery Power'" in said.partition("\n")[0]


class _PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS of the Windows API; `line` is 0 on battery, 1 on mains, else unknown."""

    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("battery", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("seconds", ctypes.c_uint32),
        ("full_seconds", ctypes.c_uint32),
    )


def _windows_on_battery() -> bool:
    status = _PowerStatus(line=255)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - of Windows only
    return bool(kernel.GetSystemPowerStatus(ctypes.byref(status))) and status.line == 0
