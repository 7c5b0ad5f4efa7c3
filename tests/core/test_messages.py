from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import from_text, message, plain, to_text


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
