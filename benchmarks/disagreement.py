"""Time the disagreement of a joint model's members: all tracks sorted and filtered, and a page.

    python benchmarks/disagreement.py --tracks 100000 [--tags 50] [--members 2]

A library of made-up tracks gets the scores of a joint model and of its members, all of the same
tags, with the columns of scores written, as after `suggest`. Printed are the median and the slowest
of 9 runs of each question, in seconds of the processor: others on the machine do not count.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from library import batches, new_tracks
from sqlalchemy import Connection

from tagstudio.engine.active_learning.queue import review_queue
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, score_columns, suggestions
from tagstudio.library.models.disagreement import disagreements_of
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.search.sorting import ordered
from tagstudio.library.tracks import tracks

RUNS = 9
PAGE = 200


def main() -> None:
    """Fill a library and time each question."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--tags", type=int, default=50)
    parser.add_argument("--members", type=int, default=2)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_library(Path(scratch) / "my.db", writing=True) as library,
    ):
        fill(library, options)
        with library.read() as connection:
            model = models.find_model(connection, "both")
            assert model is not None
            page = list(range(1, PAGE + 1))
            query = parse("disagreement:>0.5")
            questions: dict[str, Callable[[Connection], object]] = {
                "sort": lambda one: ordered(one, "disagreement-", model),
                "sort by a tag": lambda one: ordered(one, "tag:tag00-", model),
                "filter": lambda one: matching_tracks(one, query, model),
                "page": lambda one: disagreements_of(one, model, page),
                "queue, mixed": lambda one: review_queue(one, model, ALL_TRACKS, Order.MIXED, 240),
            }
            for name, ask in questions.items():
                seconds = [timed(connection, ask) for _ in range(RUNS)]
                print(
                    f"{name:>14}: {1000 * statistics.median(seconds):6.0f} ms,"
                    f" at most {1000 * max(seconds):6.0f}",
                    flush=True,
                )


def timed(connection: Connection, ask: Callable[[Connection], object]) -> float:
    """Return how long one question takes, in seconds."""
    started = time.process_time()
    ask(connection)
    return time.process_time() - started


def fill(library: Library, options: argparse.Namespace) -> None:
    """Add the tracks, the models, and a score of each tag by each model."""
    chance = np.random.default_rng(1)
    outputs = tuple(RegisteredTag(f"tag{n:02}", "genre", 0.05) for n in range(options.tags))
    names = [f"member{number}" for number in range(options.members)]
    info = {"members": [["benchmark", name, name] for name in names]}
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        ids = [
            models.register(connection, "benchmark", RegisteredModel(name, name, outputs))
            for name in names
        ]
        joint = RegisteredModel("both", "both", outputs, info=info)
        ids.append(models.register(connection, "benchmark", joint))
        for few in batches(new_tracks(options.tracks, random.Random(1))):
            tracks.add_tracks(connection, folder, few)
    for first in range(1, options.tracks + 1, 5000):
        few = range(first, min(first + 5000, options.tracks + 1))
        with library.write() as connection:
            for model in ids:
                scores = chance.beta(0.2, 2.0, (len(few), options.tags)).tolist()
                given = [
                    suggestions.Scored(id, tuple(row)) for id, row in zip(few, scores, strict=True)
                ]
                suggestions.store(connection, model, given)
    with library.write() as connection:
        for model in ids:
            score_columns.complete(connection, model)


if __name__ == "__main__":
    main()
