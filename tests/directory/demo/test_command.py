"""`acogida demo`: builds the network where every page says what it is, and nowhere else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from acogida.cases.models import Document, Household
from acogida.directory.models import Organization
from tests.directory import factories as make

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def demo_home(settings, tmp_path):
    settings.DEMO = True
    settings.HOME = tmp_path / "home"
    return settings.HOME


def build() -> str:
    out = StringIO()
    call_command("demo", "--no-serve", stdout=out)
    return out.getvalue()


def test_it_says_what_it_built_and_leaves_only_sealed_documents_behind(demo_home):
    printed = build()
    organizations = Organization.objects.filter(is_help=True).count()
    assert f"Demonstration network: {organizations} organizations, " in printed
    assert "countries, all invented." in printed
    assert f"Workspaces: 3 organizations, {Household.objects.count()} households, 9 accounts" in printed
    assert {path.name for path in demo_home.iterdir()} <= {"documents", "key-backups"}
    assert len(list((demo_home / "documents").iterdir())) == Document.objects.count()


def test_it_refuses_a_node_that_is_no_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="ACOGIDA_DEMO=1"):
        build()
    assert not Organization.objects.exists()


def test_it_refuses_to_stand_among_other_records(demo_home):
    make.organization(name="Una casa de verdad")
    with pytest.raises(CommandError, match=r"never mixed with them.*ACOGIDA_HOME"):
        build()
    assert Organization.objects.count() == 1


def test_made_up_organisations_are_not_served_without_the_ribbon(settings):
    make.organization(source="demo")
    settings.DEMO = False
    with pytest.raises(CommandError, match="made-up organisations.*ACOGIDA_DEMO=1"):
        call_command("serve")
