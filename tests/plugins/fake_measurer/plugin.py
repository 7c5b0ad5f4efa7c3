"""A measurer that believes the names of files: "120 Am -9.5.wav"."""

import os
import time
from pathlib import Path

from tagstudio.plugin_api import Failure, Measurement, Measurer


class FakeMeasurer(Measurer):
    def measure(self, tracks):
        for track in tracks:
            yield ()
            words = Path(track.path).stem.split()
            if words[0] == "crash":
                os._exit(3)
            if words[0] == "fail":
                yield [Failure(track.id, "damaged", "It cannot be measured.")]
            elif words[0] == "wrong":
                yield [Measurement(track.id, bpm=-5.0)]
            elif words[0] == "defect":
                raise RuntimeError("a defect")
            elif words[0] == "silent":
                continue
            elif words[0] == "slow":
                time.sleep(60)
            else:
                bpm, key, loudness = words
                bpm = float(bpm)
                yield [
                    Measurement(track.id, bpm, bpm / 2, 0.9, key, 0.6, float(loudness), 5.0, -1.0)
                ]


def create(context):
    return FakeMeasurer()
