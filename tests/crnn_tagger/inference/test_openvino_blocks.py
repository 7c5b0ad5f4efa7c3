from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import pytest

pytest.importorskip("openvino_telemetry", reason="OpenVINO's telemetry is not installed")

IMPORTS = """
import sys
from crnn_tagger.inference.openvino_blocks import silent_openvino
openvino = silent_openvino()
assert openvino.Core().available_devices
report(sorted(name for name in sys.modules if name.startswith("openvino_telemetry.")))
"""


def test_openvino_is_imported_without_its_telemetry(
    start_process: Callable[..., tuple[BaseProcess, Connection]],
) -> None:
    process, reports = start_process(IMPORTS)
    assert reports.recv() == []
    process.join()
    assert process.exitcode == 0
