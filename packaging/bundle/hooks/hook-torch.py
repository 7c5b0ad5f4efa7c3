"""What PyInstaller takes of torch: its libraries and the modules that something here can import.

The hook that comes with PyInstaller takes all, tests and headers too, and imports every module to
find the next ones, which takes minutes.
"""

from pathlib import Path

from contents import is_left_out, modules_in
from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

folder = get_package_paths("torch")[1]
hiddenimports = [name for name in modules_in(folder) if not is_left_out(name)]
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
# `import torch` wants to see it, though nothing here shares tensors between processes.
binaries += [(str(one), "torch/bin") for one in Path(folder, "bin").glob("torch_shm_manager*")]
# Links to them at the top of the bundle would let torch look for the others there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
