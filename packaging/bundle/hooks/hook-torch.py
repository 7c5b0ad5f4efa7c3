"""What PyInstaller takes of torch: its libraries and the modules that something here can import.

The hook that comes with PyInstaller takes all, tests and headers too, and imports every module to
find the next ones, which takes minutes.
"""

from contents import is_left_out, modules_in
from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

hiddenimports = [
    name for name in modules_in(get_package_paths("torch")[1]) if not is_left_out(name)
]
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
# Links to them at the top of the bundle would let torch look for the others there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
