import os
import time
from operator import truediv

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress, run
from tagstudio.engine.correcting.correct import Answer, parse_answer
from tagstudio.engine.processes.call_in_child import call_in_child

AT = Progress(1, 2, "dividing")


def test_a_function_is_called_in_another_process_and_its_result_comes_back():
    reports = []
    assert run(call_in_child(AT, parse_answer, "+jazz"), reports.append) == Answer("jazz", "yes")
    assert set(reports) == {AT}
    assert run(call_in_child(AT, os.getpid)) != os.getpid()


def test_an_error_for_the_user_stays_one_and_a_defect_has_its_traceback():
    with pytest.raises(TagStudioError, match="is no answer"):
        run(call_in_child(AT, parse_answer, "jazz"))
    with pytest.raises(ZeroDivisionError) as caught:
        run(call_in_child(AT, truediv, 1, 0))
    assert "in main" in caught.value.__notes__[0]


def test_a_process_that_dies_is_said():
    with pytest.raises(TagStudioError, match=r"is gone: .*status 3. Nothing is lost"):
        run(call_in_child(AT, os._exit, 3))


def test_a_job_that_is_closed_ends_its_process(tmp_path):
    job = call_in_child(AT, time.sleep, 3600)
    assert next(job) == AT
    assert next(job) == AT
    job.close()  # waits for the process, which would sleep for an hour
