"""A browser as far as a server can tell: cookies, the token of a form, a session, an app that makes codes."""

import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx2
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP = 30  # seconds that a code of an app is good for


class Browser:
    def __init__(self, url: str) -> None:
        self.client = httpx2.Client(base_url=url, timeout=60, trust_env=False)
        self.secret = ""
        self._last_code = 0

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.text

    def post(
        self,
        path: str,
        form: Mapping[str, object] | None = None,
        status: int = 302,
        *,
        file: bytes | None = None,
        with_token: bool = True,
    ) -> httpx2.Response:
        token = self.client.cookies.get("csrftoken") if with_token else "none"
        answer = self.client.post(
            path,
            data={"csrfmiddlewaretoken": token or "none", **(form or {})},
            files={"file": ("scan.pdf", file)} if file is not None else None,
        )
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer

    def join(self, link: str, name: str, passphrase: str) -> str:
        """Takes up an invitation and sets up an app for codes. Returns the page that came after joining."""
        path = urlsplit(link).path
        self.get(path)
        form = {"name": name, "new": passphrase, "again": passphrase}
        answer = self.client.post(path, data=form | {"csrfmiddlewaretoken": self.client.cookies["csrftoken"]})
        assert answer.status_code in {200, 302}, answer.text
        self.enrol()
        return answer.text

    def enrol(self) -> None:
        path = "/en/work/settings/second-factors/app"
        found = re.search(r'<code class="secret">([A-Z2-7]+)</code>', self.get(path))
        assert found
        self.secret = found[1]
        self.post(path, {"code": self.code()})

    def code(self) -> str:
        """Each is good once: the next one, should this one be used up. A phone may be half a minute ahead."""
        counter = max(int(time.time()) // STEP, self._last_code + 1)
        while counter > int(time.time()) // STEP + 1:
            time.sleep(1)
        self._last_code = counter
        return format_hotp_value(hotp_value(self.secret, counter))

    def sign_in(self, email: str, passphrase: str) -> None:
        self.get("/en/work/sign-in")
        self.post("/en/work/sign-in", {"login": email, "password": passphrase})
        self.post("/en/work/sign-in/second", {"code": self.code()})

    def sign_out(self) -> None:
        self.post("/en/work/sign-out")


def link_in(page: str) -> str:
    found = re.search(r'<code class="link-once"[^>]*>([^<]+)</code>', page)
    assert found
    return found[1]
