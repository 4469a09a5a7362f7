import math
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.directory.geography import distance_km
from acogida.directory.search import tokens
from acogida.directory.search.tokens import Prefix


def test_codes_are_spelled_one_way() -> None:
    id_ = UUID("6f1d2f0e-6c0c-5b63-9d0d-0b7c8e9f4a21")
    assert tokens.need("WATER_HYGIENE") == "n:water-hygiene"
    assert tokens.spoken("ES") == "l:es"
    assert tokens.audience("FAMILIES") == "g:families"
    assert tokens.term(id_) == tokens.term(str(id_)) == "t:6f1d2f0e6c0c5b639d0d0b7c8e9f4a21"
    assert tokens.postcode("K1A 0B1") == "z:k1a0b1"
    assert [tokens.somewhere(), tokens.somewhere("MX"), tokens.somewhere("MX", "05")] == ["h:", "h:mx", "h:mx.05"]


@given(st.floats(-60, 75), st.floats(-179.9, 179.9), st.floats(0.1, 1000), st.floats(0, 1), st.floats(0, 2 * math.pi))
@settings(max_examples=200, deadline=None)
def test_cells_cover_the_whole_circle(
    latitude: float, longitude: float, radius_km: float, part: float, direction: float
) -> None:
    covering = set(tokens.cells_within(latitude, longitude, radius_km))
    assert 0 < len(covering) <= tokens.MOST_CELLS
    reach = part * radius_km / 111.195
    other = latitude + reach * math.sin(direction)
    around = longitude + reach * math.cos(direction) / math.cos(math.radians(latitude))
    around = (around + 180) % 360 - 180
    if abs(other) < 85 and distance_km(latitude, longitude, other, around) <= radius_km:
        assert covering & set(tokens.cells(other, around))


def test_a_circle_that_is_too_much_of_earth_has_no_cells() -> None:
    assert tokens.cells_within(80, 0, 5_000) == []


def test_clauses_read_alike_in_both_languages() -> None:
    clauses = [["n:shelter", ("abri", "famill")], [Prefix("comed")], ["c0:59:-368"]]
    assert tokens.fts5(clauses) == '("n:shelter" OR ("abri" AND "famill")) AND ("comed" *) AND ("c0:59:-368")'
    assert tokens.tsquery(clauses) == "('n:shelter' | ('abri' & 'famill')) & ('comed':*) & ('c0:59:-368')"


@pytest.mark.parametrize(
    "typed", ['a" OR "b', "a' | 'b", "a b", "", "á", "a*", "a\\", "n:shelter OR 1", "a\n", "(", "NOT"]
)
def test_nothing_but_a_token_gets_into_a_query(typed: str) -> None:
    for write in (tokens.fts5, tokens.tsquery):
        for part in (typed, Prefix(typed), (typed,)):
            with pytest.raises(ValueError, match="not a token"):
                write([[part]])


def test_needs_of_a_doc_are_codes_again() -> None:
    assert list(tokens.needs_of("s:1 n:food n:water-hygiene l:es nadie")) == ["FOOD", "WATER_HYGIENE"]


DOC = "albergu n:shelter c0:58:351 esperanza"
CLAUSES = [
    (["albergu"], True),
    (["alberg"], False),
    (["comida", "n:shelter"], True),
    ([Prefix("esper")], True),
    ([Prefix("speranza")], False),
    ([["albergu", "n:food"]], False),
    ([["albergu", Prefix("esp")]], True),
    ([], False),
]


@pytest.mark.parametrize(("clause", "expected"), CLAUSES)
def test_one_doc_is_asked_as_the_database_is(clause, expected):
    assert tokens.satisfies(DOC, clause) is expected
