import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.model_names import check_model_name


@pytest.mark.parametrize("name", ["a", "msd-crnn-v2", "My model 1.5", "x" * 100, "console", "com"])
def test_a_name_of_plain_letters_is_a_models(name):
    check_model_name(name)


@pytest.mark.parametrize(
    "name",
    ["", " a", "-a", ".a", "a.", "a ", "a/b", "../../evil", "/abs", "x\ny", "x" * 101, "é", "a:b"],
)
def test_a_path_or_what_not_every_system_can_keep_is_none(name):
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        check_model_name(name)


@pytest.mark.parametrize("name", ["con", "CON", "nul.txt", "com1", "LPT9.old"])
def test_a_device_of_windows_is_no_models_name(name):
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        check_model_name(name)
