"""Debian's chromium, and the two sizes that everything must fit."""

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
