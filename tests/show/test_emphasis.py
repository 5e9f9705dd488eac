"""Words stand out wherever a sentence has them, and nothing else does."""

from language.pseudo import in_capitals
from rich.text import Text

from simulate.language import say
from simulate.show.emphasis import as_text, emphasised


def spans(text: Text) -> list[tuple[str, str]]:
    """Give the words that stand out, with their style."""
    return [(text.plain[span.start : span.end], str(span.style)) for span in text.spans]


def test_words_that_stand_out_are_found_in_any_order() -> None:
    first, second = emphasised("one thing", "bold"), emphasised("another", "green")
    for sentence, order in (("{first} before {second}", [0, 1]), ("after {second} comes {first}", [1, 0])):
        text = as_text(sentence.format(first=first, second=second))
        assert text.plain == sentence.format(first="one thing", second="another")
        assert spans(text) == [[("one thing", "bold"), ("another", "green")][each] for each in order]


def test_what_a_title_looks_like_changes_nothing() -> None:
    for title in ("[bold]a", "a\\", "{0}", "[/]", "a [link=b]c[/link]", ""):
        text = as_text(f"{title}, then {emphasised(title, 'bold')}.")
        assert text.plain == f"{title}, then {title}."
        assert spans(text) == ([(title, "bold")] if title else [])


def test_only_the_sentence_is_translated() -> None:
    with in_capitals():
        text = as_text(say("{visit} ← meets {needs}", visit="a", needs=emphasised("b", "green")))
    assert (text.plain, spans(text)) == ("a ← MEETS b", [("b", "green")])
