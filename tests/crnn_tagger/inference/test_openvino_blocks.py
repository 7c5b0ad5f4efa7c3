import subprocess
import sys

import pytest

pytest.importorskip("openvino_telemetry", reason="OpenVINO's telemetry is not installed")

IMPORTS = """
import sys
from crnn_tagger.inference.openvino_blocks import silent_openvino
openvino = silent_openvino()
assert openvino.Core().available_devices
print(sorted(name for name in sys.modules if name.startswith("openvino_telemetry.")))
"""


def test_openvino_is_imported_without_its_telemetry() -> None:
    found = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
