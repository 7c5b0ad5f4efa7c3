"""What works by itself asks whether the computer runs on its battery."""

import pytest


class Battery:
    is_used = False

    def __call__(self) -> bool:
        return self.is_used


@pytest.fixture
def battery():
    return Battery()
