import json
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import pytest

from tagstudio.core.channel import encode_line

CHILD = """
import os, time
from tagstudio.core.channel import ChildEnd
child = ChildEnd()
def urgent(packet):
    if "cancel" in packet:
        child.send({"cancelled": packet["cancel"]})
    return "cancel" in packet
child.listen(on_urgent=urgent)
print("Python code prints")
os.write(1, b"native code prints\\n")
while True:
    packet = child.receive()
    time.sleep(packet.get("seconds", 0))
    child.send({"echo": packet})
"""


@pytest.fixture
def child() -> Iterator[subprocess.Popen]:
    """A process that sends back what it gets, after the seconds that it is told to take."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=pipe, stdout=pipe, stderr=pipe
    ) as it:
        yield it
        it.kill()


def send(to: IO[bytes], packet: dict) -> None:
    to.write(encode_line(packet))
    to.flush()


def test_the_pipe_carries_packets_alone_whatever_is_printed(child):
    send(child.stdin, {"name": "odd \udcff"})
    assert json.loads(child.stdout.readline()) == {"echo": {"name": "odd \udcff"}}
    child.stdin.close()
    assert child.stdout.read() == b""
    assert child.stderr.read().splitlines() == [b"Python code prints", b"native code prints"]


def test_an_urgent_packet_overtakes_the_one_at_work(child):
    send(child.stdin, {"seconds": 1})
    send(child.stdin, {"cancel": 7})
    assert json.loads(child.stdout.readline()) == {"cancelled": 7}
    assert json.loads(child.stdout.readline()) == {"echo": {"seconds": 1}}


def test_a_child_ends_with_its_parent_even_at_work(child):
    send(child.stdin, {"seconds": 600})
    child.stdin.close()
    assert child.wait(20) == 0


def test_a_number_that_json_has_not_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        encode_line({"score": float("inf")})
