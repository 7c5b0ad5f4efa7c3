"""What goes into the bundle, and what is left out: rules for the lists that PyInstaller makes.

The plugins are no part of the frozen program: they lie in it as source files, as in the wheel, and
are imported from there. So what they import is read from their source here, and since a user's own
plugin may import more, all of the standard library and of numpy is there, too.
"""

import ast
import os
import re
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeAlias

# Modules that nothing here imports: torch's compilers, exporters, and training over many machines.
# What `import torch` itself loads of them has to stay.
NOT_OF_TORCH = (
    "torch._inductor",
    "torch._dynamo",
    "torch._numpy",
    "torch.distributed._composable",
    "torch.distributed._local_tensor",
    "torch.distributed._shard",
    "torch.distributed._symmetric_memory",
    "torch.distributed._tensor",
    "torch.distributed._tools",
    "torch.distributed.benchmarks",
    "torch.distributed.checkpoint",
    "torch.distributed.elastic",
    "torch.distributed.fsdp",
    "torch.distributed.launcher",
    "torch.distributed.nn",
    "torch.distributed.optim",
    "torch.distributed.pipelining",
    "torch.distributed.run",
    "torch.distributed.tensor",
    "torch.onnx",
    "torch.utils.benchmark",
    "torch.utils.tensorboard",
)
OF_TORCH_TESTING = (
    "torch.testing._internal.common_dtype",
    "torch.testing._internal.logging_tensor",
)

# With librosa go 280 MB that nothing else uses: the bundle measures no tempo, and says so.
LIBROSA = (
    "audioread", "decorator", "joblib", "lazy_loader", "librosa", "llvmlite", "msgpack", "numba",
    "scipy", "sklearn", "threadpoolctl",
)  # fmt: skip
NOT_NEEDED = (
    *LIBROSA, "IPython", "OpenGL", "jinja2", "matplotlib", "mpmath", "networkx",
    "openvino_telemetry", "PIL", "PyInstaller", "PyQt5", "PyQt6", "PySide2", "pytest",
    "setuptools", "sympy", "tensorboard",
)  # fmt: skip

# Of the standard library: its tests, and what needs Tk, which is not there.
NOT_OF_PYTHON = frozenset({
    "antigravity", "distutils", "ensurepip", "idlelib", "lib2to3", "msilib", "test", "this",
    "tkinter", "turtle", "turtledemo", "venv",
})  # fmt: skip

# Files by their place in the bundle; a pattern as of fnmatch, in which * reaches over folders.
NO_FILES = (
    # Qt: no Quick and QML, no translations of what is not used, one platform for each display.
    "PySide6/Qt/qml/*", "*libQt6Qml*", "*libQt6Quick*", "*Qt6Qml*", "*Qt6Quick*",
    "*libQt6VirtualKeyboard*", "*/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/egldeviceintegrations/*", "*/plugins/networkinformation/*", "*/plugins/tls/*",
    "*/plugins/platforms/*qeglfs*", "*/plugins/platforms/*qlinuxfb*",
    "*/plugins/platforms/*qminimalegl*", "*/plugins/platforms/*qvkkhrdisplay*",
    "*/plugins/platforms/*qvnc*", "*/plugins/generic/*", "*libQt6EglF[sS]*", "*Qt6Pdf*",
    "*opengl32sw*", "*/plugins/imageformats/*qpdf*", "*/plugins/imageformats/*qtiff*",
    "*/plugins/imageformats/*qwebp*", "*/plugins/imageformats/*qicns*",
    "*/plugins/imageformats/*qtga*", "*/plugins/imageformats/*qwbmp*",
    # OpenVINO: its graphics and neural processors, and the formats of other libraries.
    "openvino/libs/*intel_gpu*", "openvino/libs/*intel_npu*", "openvino/libs/cache.json",
    "openvino/libs/*_frontend*", "openvino/frontend/*/py_*_frontend*",
    "openvino/libs/*auto_plugin*", "openvino/libs/*auto_batch*",
    "openvino/libs/*hetero_plugin*", "openvino/libs/*openvino_c.*", "openvino/libs/*.pc",
    "openvino/libs/*tbbmalloc_proxy*", "openvino/include/*", "openvino/tools/*", "openvino/cmake/*",
    # torch: what is for building on it.
    "torch/include/*", "torch/share/*", "torch/test/*", "torch/lib/*test*",
    "torch/lib/*.lib", "torch/lib/*aoti_custom_ops*", "torch/lib/*backend_with_compiler*",
    "torch/_inductor/*", "torch/_dynamo/*", "torch/utils/benchmark/*", "torch/utils/model_dump/*",
    "torchgen/packaged/*", "torch/testing/_internal/*",
    "*/tests/*", "*.pyi", "*.pyx", "*.pxd", "*.h", "*.hpp", "*.cmake",
    # A desktop's own dialogs, by its own libraries.
    "*/platformthemes/*gtk3*", "*/wayland-shell-integration/*ivi*",
    "*/plugins/wayland-graphics-integration-client/*emulation*",
    "matplotlib/*", "contourpy/*", "kiwisolver/*", "PIL/*", "pillow.libs/*", "_tcl_data/*",
    "_tk_data/*", "setuptools/*", "sympy/*", "*libQt6Test*", "libtcl*", "libtk*",
    # What the metadata names counts as installed: `engine/plugins/requirements.py` reads it.
    *(f"{name}-*.dist-info/*" for name in (*NOT_NEEDED, "pillow", "scikit_learn")),
)  # fmt: skip

# Folders of which only these files are there.
ALONE = {
    "torch/bin/": "torch_shm_manager*",  # `import torch` looks for it
    "PySide6/Qt/translations/": "qtbase_de.qm",  # the buttons of Qt's own dialogs
    "PySide6/translations/": "qtbase_de.qm",  # the place on Windows
}

# Libraries that the bundle brings from the system of the build (Linux): Python's own, and those of
# X11 that not every desktop has. All others belong to the desktop, which has configured them: of
# sound, graphics, fonts. packaging/debian/control names their packages.
FROM_SYSTEM = (
    "libbz2.so*", "libcrypto.so*", "libexpat.so*", "libffi.so*", "liblzma.so*", "libncursesw.so*",
    "libpanelw.so*", "libpython3*", "libreadline.so*", "libsqlite3.so*", "libssl.so*",
    "libtinfo.so*", "libuuid.so*", "libz.so*", "libxcb-cursor.so*", "libxcb-icccm.so*",
    "libxcb-image.so*", "libxcb-keysyms.so*", "libxcb-render-util.so*", "libxcb-util.so*",
    "libxcb-xkb.so*", "libxkbcommon*",
)  # fmt: skip
SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/")


def is_left_to_system(source: str) -> bool:
    """Tell whether a library of the building system, by its path there, stays out."""
    name = Path(source).name
    return source.startswith(SYSTEM_FOLDERS) and not any(fnmatch(name, one) for one in FROM_SYSTEM)


File: TypeAlias = tuple[str, str, str]  # its place in the bundle, its source, PyInstaller's kind


def kept(files: Iterable[File]) -> list[File]:
    """Return the files that go into the bundle, without links to what does not."""
    found = [
        (place, source, kind)
        for place, source, kind in files
        if not is_file_left_out(place) and not is_left_to_system(source)
    ]
    places = {place for place, _, _ in found}
    return [
        (place, source, kind)
        for place, source, kind in found
        if kind != "SYMLINK" or os.path.normpath(Path(place).parent / source) in places
    ]


def modules_in(folder: str | Path) -> list[str]:
    """Return the names of the modules in a package's folder, without importing any."""
    root = Path(folder)
    found = {root.name}
    for file in root.rglob("*.py"):
        inner = file.relative_to(root.parent).with_suffix("")
        parts = inner.parts[:-1] if inner.name == "__init__" else inner.parts
        if all(part.isidentifier() for part in parts):
            found.add(".".join(parts))
    return sorted(found)


# What torch does at its import for which it reads the source of the module that does it.
READS_OWN_SOURCE = re.compile(
    r"install_config_module\(|import _overload\b|@\S*\b_overload(_method)?\b"
)


def modules_with_source(folder: str | Path) -> list[str]:
    """Return the names of the modules of a package that need their source beside them."""
    root = Path(folder)
    return [
        name
        for name in modules_in(root)
        if (file := root.parent / f"{name.replace('.', '/')}.py").exists()
        and READS_OWN_SOURCE.search(file.read_text(encoding="utf-8", errors="replace"))
        and not is_left_out(name)
    ]


def is_left_out(module: str) -> bool:
    """Tell whether a module stays out of the bundle."""
    parts = module.split(".")
    if parts[0] in {*NOT_OF_PYTHON, *NOT_NEEDED} or not {"test", "tests"}.isdisjoint(parts):
        return True
    if module.startswith("torch.testing._internal.") and module not in OF_TORCH_TESTING:
        return True
    return any(module == one or module.startswith(f"{one}.") for one in NOT_OF_TORCH)


def is_file_left_out(place: str) -> bool:
    """Tell whether a file stays out, by its place in the bundle."""
    place = place.replace("\\", "/")
    for folder, taken in ALONE.items():
        if place.startswith(folder):
            return not fnmatch(Path(place).name, taken)
    return any(fnmatch(place, pattern) for pattern in NO_FILES)


def standard_library() -> list[str]:
    """Return the modules of Python that any plugin may import."""
    folder = Path(os.__file__).parent
    names = (name for name in sys.stdlib_module_names if not name.startswith("_"))
    found: set[str] = set()
    for name in names:
        found |= set(modules_in(folder / name)) if (folder / name).is_dir() else {name}
    return sorted(name for name in found if not is_left_out(name))


def imported_by(folder: Path) -> set[str]:
    """Return the names of all modules that the sources in a folder import, late imports too."""
    found: set[str] = set()
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return found


def packages_of(modules: Iterable[str], without: Iterable[str]) -> list[str]:
    """Return the modules among these that go in, without Python's own and packages of `without`."""
    own = set(sys.stdlib_module_names) | set(without)
    return sorted(
        name for name in modules if name.partition(".")[0] not in own and not is_left_out(name)
    )
