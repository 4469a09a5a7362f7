"""What somebody wrote who asked for help, and their code, looked for as raw bytes in all that a running node wrote."""

import json
import re
from pathlib import Path
from uuid import uuid4

import orjson

from tests.node.browser import Browser
from tests.node.day import EMAILS, PASSPHRASES, WORK
from tests.node.running import node
from tests.node.searching import Search
from tests.web.help.test_asking import CODE, carried

REACH, WORDS, AGAIN, ANSWER = "alcanceZwémpol", "palabrasÑuqvist", "otravezGlörmh", "respuestaVrûntz"
TOWN = {"latitude": 14.9056, "longitude": -92.2634, "name": "Casa"}


def feed(path: Path) -> None:
    """One organisation with a shelter in Tapachula."""
    address = {"id": str(uuid4()), "address_1": "5a Calle 10", "city": "Tapachula", "country": "MX"}
    location = {"id": str(uuid4()), "location_type": "physical", "addresses": [address], **TOWN}
    service = {
        "id": str(uuid4()),
        "name": "Albergue para familias",
        "status": "active",
        "service_at_locations": [{"id": str(uuid4()), "location": location}],
    }
    whole = {"id": str(uuid4()), "name": "Casa Puente", "description": "Una casa.", "services": [service]}
    path.write_bytes(orjson.dumps([whole]))


def asked(browser: Browser) -> str:
    said = {
        "needs": "SHELTER",
        "urgency": "TODAY",
        "place": "Tapachula",
        "people_18_59": "1",
        "reach": REACH,
        "words": WORDS,
    }
    checked = browser.client.post("/es/help", data=said).text
    sent = browser.client.post("/es/help/send", data=carried(checked)).text
    found = CODE.search(sent)
    assert found, sent
    return found[0]


def test_nothing_of_a_request_is_readable_in_anything_that_the_node_wrote(tmp_path):
    with node(tmp_path) as made:
        feed(made.folder / "cwd" / "feed.json")
        told = ("import_directory", "feed.json"), ("create_workspace", "Casa Puente", "--email", EMAILS["coordinator"])
        links = made.run("tests.node.commands", json.dumps(told))
        with made.serve() as server:
            rosa, person = Browser(made.url), Browser(made.url)
            rosa.join(re.search(r"^/\S+/join/\S+$", links, re.M)[0], "Luz Ejemplo", PASSPHRASES["coordinator"])
            rosa.get(f"{WORK}/help")
            rosa.post(f"{WORK}/help/desk", {"open": "1"})
            code = asked(person)
            turn = re.search(rf"{WORK}/help/[0-9a-f-]{{36}}", rosa.get(f"{WORK}/help"))[0]
            assert WORDS in rosa.get(turn)
            rosa.post(f"{turn}/take")
            rosa.post(f"{turn}/answer", {"text": ANSWER})
            about = {"code": code, "about": "help", "text": AGAIN}
            shown = person.client.post("/es/receipt/write", data=about).text
            assert not [word for word in (REACH, WORDS, AGAIN, ANSWER) if word not in shown]
            search = Search([REACH, WORDS, AGAIN, ANSWER, code, code.replace(" ", "")])
            assert search.below(made.folder) == {}
            assert search.opened_by(server.pid) == {}
        assert not person.client.cookies
        assert search.below(made.folder) == {}
