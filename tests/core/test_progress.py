import pytest

from tagstudio.core.progress import REPORTS_PER_SECOND, Job, Progress, run


def counting(steps: int) -> Job[str]:
    for step in range(steps):
        yield Progress(step + 1, steps)
    return "done"


def test_run_returns_the_result_of_the_job():
    assert run(counting(3)) == "done"


def test_reports_are_thinned_at_the_source_and_the_last_one_always_comes():
    reports: list[Progress] = []
    run(counting(50_000), reports.append)
    assert reports[0] == Progress(1, 50_000)
    assert reports[-1] == Progress(50_000, 50_000)
    assert len(reports) < 50_000 / 10
    assert REPORTS_PER_SECOND <= 30


def test_a_report_that_raises_closes_the_job():
    closed = []

    def job() -> Job[None]:
        try:
            while True:
                yield Progress()
        finally:
            closed.append(True)

    def refuse(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(job(), refuse)
    assert closed == [True]
