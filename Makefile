# Two commands are enough: make demo, make test. They need git, make and Python >= 3.11 with venv; the rest they fetch.

BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
SYNC := $(UV) sync --quiet --frozen --inexact
PYTHON ?= python3
export PORT ?= 8000

# Hundreds of processes start while the tests run. Each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo serve test check fix bench install browser gettext lock

demo: install
	@$(BIN)/acogida demo

serve: install
	@$(BIN)/acogida serve

install: $(BIN)/uv
	@$(SYNC)
	@$(BIN)/python -m acogida.config.catalogues compile

test: install browser
	@$(SYNC) --group test
	@$(BIN)/python -m tests.run $(ARGS)

check: install gettext
	@$(SYNC) --group test --group lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python -m acogida.config.catalogues check

fix: install
	@$(SYNC) --group lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	@$(SYNC) --group test --group benchmarks
	$(BIN)/python -m benchmarks

lock: $(BIN)/uv
	$(UV) lock

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Acogida needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check 'uv>=0.7,<1'

browser:
	@sh .ci/need chromium chromium "browser tests"

gettext:
	@sh .ci/need msgmerge gettext "the check of the catalogues"
