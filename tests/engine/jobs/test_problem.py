import pickle

from tagstudio.cli.printing.output import json_value
from tagstudio.core.messages import message, plain
from tagstudio.engine.jobs.problem import Problem

SAID = message("scan.gone", "{path} is gone.", path="/music/a.mp3")


def test_a_plain_sentence_becomes_a_message():
    assert Problem("/a.mp3", "damaged", "It is damaged.").message == plain("It is damaged.")
    assert Problem("/a.mp3", "gone", SAID).message is SAID


def test_it_crosses_to_another_process_and_into_json():
    problem = Problem("/a.mp3", "gone", SAID)
    assert pickle.loads(pickle.dumps(problem)) == problem
    assert json_value(problem) == {
        "path": "/a.mp3",
        "code": "gone",
        "message": "/music/a.mp3 is gone.",
    }
