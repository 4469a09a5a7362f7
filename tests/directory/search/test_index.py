from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from acogida.directory.enums import NeedBasis, Visibility
from acogida.directory.models import SearchEntry, SearchWord, ServiceAtLocation
from acogida.directory.search import index, match, tokens
from acogida.directory.search.document import Flag
from tests.directory import factories
from tests.directory.search import network

pytestmark = pytest.mark.django_db


def entry(site: ServiceAtLocation) -> SearchEntry:
    network.indexed(site)
    return SearchEntry.objects.get(service=site.service_id)


def said(site: ServiceAtLocation) -> set[str]:
    return set(entry(site).doc.split(" "))


def test_entry_says_what_the_service_is_in_every_language() -> None:
    term = factories.term(name="Emergency Shelter")
    site = network.offer(
        "Albergue Belén",
        ["SHELTER", "FOOD"],
        description="Camas para familias",
        translations={"fr": {"name": "Abri Bethléem"}},
        languages=["es", "ht"],
        audiences=["FAMILIES"],
        papers_needed=False,
        terms=[term],
        place={"name": "Puerta Azul"},
    )
    assert said(site) >= {
        *("albergu", "belen", "cama", "abri", "bethleem", "puerta", "azul", "tapachula", "chiapa", "mexiqu", "meksik"),
        *("n:shelter", "n:food", "l:es", "l:ht", "g:families", "f:nopapers", "emergency", "shelter"),
        *(tokens.term(term.pk), tokens.organization(site.service.organization_id), tokens.service(site.service_id)),
    }


def test_service_for_nobody_in_particular_is_for_everyone() -> None:
    assert "g:everyone" in said(network.offer("Comedor"))


@pytest.mark.parametrize(
    ("words", "step_free"),
    [("Rampa en la entrada", True), ("No hay rampa", False), ("Not accessible", False), ("", False)],
)
def test_only_a_place_that_says_so_is_step_free(words: str, step_free: bool) -> None:
    site = network.offer("Clínica", place={"parts": {"accessibility": [{"description": words}]}})
    assert ("f:accessible" in said(site)) is step_free


def test_postcode_is_found_without_its_blanks() -> None:
    site = network.offer("Clínica", place={"parts": {"addresses": [factories.address(postal_code="k1a 0b1")]}})
    assert "z:k1a0b1" in said(site)


@pytest.mark.parametrize(
    "fields",
    [{"status": "inactive"}, {"status": "defunct"}, {"is_help": False}],
)
def test_what_is_closed_for_good_or_no_help_is_not_indexed(fields: dict[str, Any]) -> None:
    site = network.offer("Estación", **fields)
    network.indexed(site)
    assert not SearchEntry.objects.exists()


def test_service_of_an_organization_that_is_no_help_is_not_indexed() -> None:
    site = network.offer("Visitas", organization=factories.organization(is_help=False))
    network.indexed(site)
    assert not SearchEntry.objects.exists()


def test_place_of_an_organization_that_is_no_help_is_not_told() -> None:
    site = network.offer("Asesoría", place={"organization": factories.organization(is_help=False), "name": "Estación"})
    found = entry(site)
    assert (found.site, found.latitude) == (None, None)
    assert "estacion" not in found.doc


def test_hidden_place_is_known_by_its_state_alone() -> None:
    site = network.offer("Refugio", visibility=Visibility.HIDDEN)
    found = entry(site)
    assert (found.latitude, found.longitude) == (None, None)
    assert "h:mx.05" in found.doc.split(" ")
    assert not [token for token in found.doc.split(" ") if token.startswith(("c0:", "c1:", "c2:", "c3:"))]
    assert not {"secret", "secreta", "99"} & set(found.doc.split(" "))
    assert "14.91" not in found.doc


def test_service_without_a_place_is_where_it_says_it_serves() -> None:
    service = factories.service(parts={"service_areas": [{"name": "México"}, {"name": "Guatemala"}]})
    network.indexed(service)
    assert {"h:mx", "h:gt"} <= set(SearchEntry.objects.get().doc.split(" "))


def test_service_without_a_place_or_an_area_is_where_its_organization_is() -> None:
    service = factories.service()
    factories.location(organization=service.organization)
    network.indexed(service)
    assert "h:mx" in SearchEntry.objects.get().doc.split(" ")


def test_service_with_nothing_but_a_name_is_anywhere() -> None:
    network.indexed(factories.service())
    found = SearchEntry.objects.get()
    assert "h:" in found.doc.split(" ")
    assert Flag.PLACE_NOT_SAID in Flag(found.flags)


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"needs_basis": NeedBasis.INFERRED}, Flag.NEED_IS_GUESSED),
        ({"status": "temporarily closed"}, Flag.CLOSED_FOR_NOW),
        ({"schedules": [{"byday": "1MO", "opens_at": "10:00", "closes_at": "12:00"}]}, Flag.ASK_SCHEDULES),
        ({"schedules": network.ALWAYS}, Flag(0)),
        ({}, Flag(0)),
    ],
)
def test_flags_keep_what_ranking_asks(fields: dict[str, Any], flag: Flag) -> None:
    assert entry(network.offer("Albergue", **fields)).flags == flag


def test_refresh_follows_every_change() -> None:
    site = network.offer("Albergue Belén")
    network.indexed(site)
    site.service.name = "Casa Emaús"
    site.service.save()
    assert {"emau", "casa"} <= said(site)
    assert "belen" not in said(site)
    assert not match.entries_matching([["belen"]]).exists()
    assert match.entries_matching([["emau"]]).get().site == site
    site.delete()
    network.indexed(site.service)
    assert SearchEntry.objects.get().site is None
    site.service.delete()
    assert not match.entries_matching([["emau"]]).exists()


def test_rebuild_gives_what_refresh_gave() -> None:
    sites = [network.offer(f"Albergue {number}") for number in range(5)]
    network.indexed(*sites)
    columns = ("service", "site", "latitude", "hours", "flags", "doc")
    before = sorted(SearchEntry.objects.values_list(*columns), key=str)
    words = set(SearchWord.objects.values_list("word", flat=True))
    SearchWord.objects.create(word="nobodysaysthis")
    index.rebuild()
    assert sorted(SearchEntry.objects.values_list(*columns), key=str) == before
    assert set(SearchWord.objects.values_list("word", flat=True)) == words


def test_a_word_or_a_code_without_end_stops_nothing() -> None:
    endless = "x" * 5_000
    parts = {"addresses": [factories.address(postal_code=endless)], "languages": [{"code": endless}]}
    network.indexed(network.offer("Belén", description=f"{endless} azul", place={"parts": parts}))
    assert match.entries_matching([["belen"], ["azul"]]).exists()
    assert not match.services_matching(endless).exists()
    assert network.names(network.search(endless, near=None)) == []


def test_vocabulary_keeps_words_as_they_are_written() -> None:
    network.indexed(network.offer("Albergues 2026 Belén s/n"))
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert {"albergues", "belen"} <= words
    assert words.isdisjoint({"2026", "s", "n", "albergu"})


def test_a_batch_takes_a_fixed_number_of_queries() -> None:
    for number in (1, 12):
        sites = [network.offer(f"Albergue {number}-{again}") for again in range(number)]
        with CaptureQueriesContext(connection) as queries:
            network.indexed(*sites)
        inserts = [query for query in queries if query["sql"].startswith("INSERT")]
        assert len(queries) - len(inserts) <= 7


def test_services_matching_asks_for_every_word() -> None:
    both, one = network.offer("Casa Belén azul"), network.offer("Casa Emaús")
    network.indexed(both, one)
    assert [row["service"] for row in match.services_matching("CASAS, belen!")] == [both.service_id]
    assert len(match.services_matching("casa")) == 2
    assert not match.services_matching("???").exists()


@pytest.mark.django_db(transaction=True)
def test_migration_of_the_index_can_be_taken_back() -> None:
    MigrationExecutor(connection).migrate([("directory", "0001_initial")])
    MigrationExecutor(connection).migrate([("directory", "0002_search_index")])
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(leaves)
    site = network.offer("Albergue Belén")
    network.indexed(site)
    assert match.entries_matching([["belen"]]).get().site == site
