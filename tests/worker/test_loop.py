import pytest

from acogida.worker.loop import Worker
from tests.accounts.people import NOW
from tests.worker.crowd import MOMENT, gather

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def test_with_nothing_to_do_it_asks_few_small_questions(net, django_assert_max_num_queries):
    worker = Worker(lambda: NOW)
    worker.run_once()
    with django_assert_max_num_queries(8):
        worker.run_once()


def test_what_is_due_is_done_in_one_go(net):
    crowd = gather(net, 10)
    Worker(lambda: MOMENT).run_once()
    crowd.assert_all_was_done_once()
