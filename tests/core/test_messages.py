import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, from_text, message, plain, to_text


def test_a_message_says_its_text_with_its_values():
    assert str(message("a.b", "{name!r} scores {score:.2f}.", name="x", score=0.256)) == (
        "'x' scores 0.26."
    )


def test_a_message_can_stand_in_another_and_comes_back_from_text():
    inner = message("why", "The disk is full ({code}).", code=28)
    outer = message("write.failed", "{path}: {why}", path="/müsic/{a}.mp3", why=inner)
    assert str(outer) == "/müsic/{a}.mp3: The disk is full (28)."
    assert from_text(to_text(outer)) == outer


def test_a_plain_sentence_is_itself_whatever_braces_it_has():
    sentence = plain('Odd {braces} and {"key": 1}')
    assert str(sentence) == sentence.text
    assert from_text(to_text(sentence)) == sentence
    assert from_text('{"key": broken').text == '{"key": broken'


def test_an_error_takes_a_key_a_message_or_a_sentence():
    keyed = TagStudioError("models.none", "There is no model {name}.", name="x")
    assert str(keyed) == "There is no model x."
    assert (keyed.message.key, keyed.message.values) == ("models.none", {"name": "x"})
    assert TagStudioError(keyed.message).message == keyed.message
    assert TagStudioError("Just {this}.").message == plain("Just {this}.")


def test_a_message_without_a_value_is_still_a_sentence():
    assert str(message("a.b", "{auc:.3f} of {name!r}", auc=None, name=None)) == "– of None"
    assert str(Message("a.b", "{name} has {count:,}.", {"count": "many"})) == "{name} has many."
    assert str(Message("a.b", "odd { text", {})) == "odd { text"
    assert str(Message("a.b", "{} and {name.x}", {"name": "n"})) == "{} and {name.x}"


def test_a_message_stands_in_another_with_its_own_format():
    inner = message("why", "{share:.0%}", share=0.5)
    assert str(message("a.b", "{why} {why!r}", why=inner)) == "50% '50%'"


def test_an_empty_message_is_false():
    assert not plain("")
    assert message("a.b", "x")


def test_numbers_of_numpy_are_numbers():
    found = message(
        "a.b", "{x:.3f} of {n:,}, {same!r}", x=np.float32(0.25), n=np.int64(1234), same=1
    )
    assert str(found) == "0.250 of 1,234, 1"
    assert from_text(to_text(found)) == found
    assert str(message("a.b", "{x!r}", x=np.float64(0.5))) == "0.5"


def test_a_sentence_as_a_value_has_one_full_stop():
    why = message("why", "It is gone.")
    assert str(message("a.b", "Not read: {why}. Look again.", why=why)) == (
        "Not read: It is gone. Look again."
    )
    assert str(message("a.b", "Not read: {why}.", why="Really?")) == "Not read: Really?"
    assert str(message("a.b", "In {path}. Wait...", path="/music/..")) == "In /music/... Wait..."
    assert str(message("a.b", "Write {low}.. or ..{low}.", low=120)) == "Write 120.. or ..120."
