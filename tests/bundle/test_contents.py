"""What goes into the bundle and what stays out."""

from pathlib import Path

import contents

ROOT = Path(__file__).parents[2]


def test_everything_that_a_plugin_imports_goes_in_but_librosa():
    wanted = contents.packages_of(
        contents.imported_by(ROOT / "plugins"),
        without=[
            "tagstudio",
            "crnn_tagger",
            "musicnn_tagger",
            "ensemble_tagger",
            "tempo_key_loudness",
        ],
    )
    assert {"torch", "numpy", "h5py", "safetensors", "openvino"} <= {
        name.partition(".")[0] for name in wanted
    }
    assert "librosa" not in wanted


def test_what_stays_out_is_not_taken_for_installed():
    for name in ("librosa-0.11.0", "scikit_learn-1.9.1", "sympy-1.14.0"):
        assert contents.is_file_left_out(f"{name}.dist-info/METADATA"), name
    assert not contents.is_file_left_out("numpy-2.4.6.dist-info/METADATA")


def test_a_late_import_counts_and_a_relative_one_does_not(tmp_path):
    (tmp_path / "one.py").write_text("def f():\n    import late.inner\nfrom . import two\n")
    assert contents.imported_by(tmp_path) == {"late.inner"}
    assert contents.packages_of({"late.inner", "json", "mine.x"}, without=["mine"]) == [
        "late.inner"
    ]


def test_the_standard_library_is_there_without_its_tests():
    names = contents.standard_library()
    assert {"sqlite3", "concurrent.futures", "xml.etree.ElementTree", "wave"} <= {*names}
    assert not [name for name in names if {"test", "tests", "tkinter"} & {*name.split(".")}]


def test_parts_of_torch_that_it_imports_itself_stay():
    assert contents.is_left_out("torch._inductor.codegen.cpp")
    assert contents.is_left_out("torch.testing._internal.common_utils")
    for name in (
        "torch",
        "torch.distributed",
        "torch.distributed.rpc",
        "torch.testing",
        "torch.testing._internal",
        "torch.testing._internal.logging_tensor",
        "torch.nn.parallel.distributed",
    ):
        assert not contents.is_left_out(name), name


def test_a_system_library_is_taken_only_where_it_is_named():
    assert contents.is_left_to_system("/usr/lib/x86_64-linux-gnu/libasound.so.2")
    assert not contents.is_left_to_system("/usr/lib/x86_64-linux-gnu/libssl.so.3")
    assert not contents.is_left_to_system("/opt/venv/lib/python3.11/site-packages/libasound.so.2")


def test_a_link_goes_with_its_target():
    qt = "PySide6/Qt/lib/libQt6Core.so.6"
    files = [
        (qt, "/venv/libQt6Core.so.6", "BINARY"),
        ("libQt6Core.so.6", qt, "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/venv/libQt6Qml.so.6", "BINARY"),
        ("libQml.so", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK"),
    ]
    assert [place for place, _, _ in contents.kept(files)] == [qt, "libQt6Core.so.6"]
    assert not contents.is_file_left_out("torch/bin/torch_shm_manager")
    assert contents.is_file_left_out("torch/bin/protoc")
    assert contents.is_file_left_out("PySide6/Qt/translations/qtbase_fr.qm")
    assert contents.is_file_left_out("openvino\\libs\\libopenvino_intel_gpu_plugin.so")


def test_the_recipe_is_python_and_names_files_that_are_there():
    folder = ROOT / "packaging" / "bundle"
    source = (folder / "tagstudio.spec").read_text(encoding="utf-8")
    compile(source, "tagstudio.spec", "exec")
    for name in ("start.py", "hooks", "contents.py"):
        assert (folder / name).exists()
