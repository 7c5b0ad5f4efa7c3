import pickle

from tagstudio.core.errors import TagStudioError


def test_an_error_keeps_its_key_and_values_from_process_to_process():
    error = TagStudioError("models.none", "There is no model {name}.", name="x")
    arrived = pickle.loads(pickle.dumps(error))
    assert (str(arrived), arrived.message) == ("There is no model x.", error.message)
