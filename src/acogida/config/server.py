"""gunicorn, and what runs beside it."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config

from acogida.config.beside import Beside


class Keeper(Arbiter):
    """gunicorn's own keeper of processes looks after the web processes every second, and now after one more."""

    def __init__(self, app: BaseApplication, beside: Beside) -> None:
        self.beside = beside
        super().__init__(app)  # type: ignore[no-untyped-call]

    def manage_workers(self) -> None:
        super().manage_workers()  # type: ignore[no-untyped-call]
        self.beside.keep()

    def stop(self, graceful: bool = True) -> None:
        self.beside.end()
        super().stop(graceful)  # type: ignore[no-untyped-call]
        self.beside.wait()


class Server(BaseApplication):
    cfg: Config

    def __init__(self, *, beside: Beside | None, **options: Any) -> None:
        self.beside, self.options = beside, options
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)  # type: ignore[no-untyped-call]

    def load(self) -> Callable[..., Any]:
        from acogida.config.wsgi import application

        return application

    def run(self) -> None:
        if self.beside is None:
            super().run()  # type: ignore[no-untyped-call]
        else:
            Keeper(self, self.beside).run()  # type: ignore[no-untyped-call]
