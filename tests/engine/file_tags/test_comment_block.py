"""The block of tags in a comment."""

import pytest

from tagstudio.engine.file_tags.comment_block import names_in, with_names, written


@pytest.mark.parametrize("comment", ["", "Lyon", "two\nlines", "[Tags: x]", "a [1] b", " "])
def test_a_comment_comes_back_as_it_was(comment):
    texts = (comment,) if comment else ()
    filled = with_names(texts, ("jazz", "R&B"))
    assert names_in(filled) == ("jazz", "R&B")
    assert filled[0].startswith(comment)
    assert with_names(filled, ("rock",)) == with_names(texts, ("rock",))
    assert with_names(filled, ()) == texts


def test_there_is_one_block_whoever_wrote_the_others():
    texts = ("a [TagStudio: x] b", "[TagStudio: y]")
    assert with_names(texts, ("z",)) == ("a b [TagStudio: z]",)
    assert with_names(texts, ()) == ("a b",)


def test_a_name_with_the_signs_of_a_block_can_be_read_again():
    name = written("Soul, Funk [live]")
    assert names_in(with_names((), (name,))) == (name,)
