from hypothesis import example, given
from hypothesis import strategies as st

from acogida.core.text import words
from acogida.directory.stems import different_words, stem, stems

TEXTS = st.text(st.sampled_from("aÁsxé ´’-–\u00a0\u0301ßΣİ1\n"), max_size=60) | st.text(max_size=60)


@given(TEXTS)
@example("Ropa–zapatos\u00a0 día´s " + "x" * 90)
def test_reading_a_text_run_by_run_is_reading_it_whole(text: str) -> None:
    assert stems(text) == [stem(word) for word in words(text)]
    assert list(different_words(text).items()) == [(word, stem(word)) for word in dict.fromkeys(words(text))]
