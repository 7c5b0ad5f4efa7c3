"""Why a name cannot be a new tag's, for the fields that make tags."""

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tags.aliases import check_new_name
from tagstudio.ui.text.message_translation import error_text


def mistake_in(name: str) -> str:
    """Return why a new tag cannot be called so, "" where it can."""
    try:
        check_new_name(name)
    except TagStudioError as error:
        return error_text(error)
    return ""
