"""The pictures of the README, from the demonstration network: `python -m tests.journeys.pictures`."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, CHROMIUM, DESK, PHONE
from tests.served import demonstration

FOLDER = Path(__file__).parents[2] / "docs/img"
HEAVIEST = 150_000


def shoot(page: Page, name: str) -> None:
    target = FOLDER / name
    page.screenshot(path=target)
    size = target.stat().st_size
    if size > HEAVIEST:
        raise SystemExit(f"{name} has {size} bytes; the README should stay light (at most {HEAVIEST})")
    sys.stdout.write(f"{name}: {size} bytes\n")


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit("There is no chromium. Install it, for example with: sudo apt-get install chromium")
    with demonstration() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        phone = browser.new_page(viewport=PHONE, device_scale_factor=2)
        phone.goto(f"{home}/es/")
        shoot(phone, "finder-320-es.png")
        desk = browser.new_page(viewport=DESK)
        desk.goto(f"{home}/es/find?need=SHELTER&place=Tapachula&audience=FAMILIES")
        shoot(desk, "results-1280-es.png")
        browser.close()


if __name__ == "__main__":
    main()
