# Two commands: `make dashboard` and `make test`. Both bring what they need and take no install step a second time.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: dashboard test walk crash bench load pins shots clean

dashboard: .venv/installed
	$(BIN)/claims dashboard --port $(PORT)

test: .venv/installed-for-tests
	@tests/chromium
	@tests/postgres
	@deploy/nginx
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/claims check seeds/*
	@# A hundred programs start: none compiles again what another one did. Neighbours share their servers.
	PYTHONDONTWRITEBYTECODE= TMPDIR=$$(tests/scratch) $(BIN)/pytest -n $${TEST_WORKERS:-2} --dist worksteal

# Every page, form and face in each language, palette and width: `make test` walks through them in pairs of these.
walk: .venv/installed-for-tests
	@tests/chromium
	WALK=all TMPDIR=$$(tests/scratch) $(BIN)/pytest -n 2 -k "everybody or payload" tests/dashboard/test_reach.py \
		tests/dashboard/test_hostile.py tests/dashboard/app_pages/test_edit.py

# Long runs of the tests that kill writers and let ten of them quarrel: minutes on each database.
crash: .venv/installed-for-tests
	@tests/postgres
	CRASH_KILLS=$${CRASH_KILLS:-100} CRASH_EDITS=$${CRASH_EDITS:-100000} $(BIN)/pytest -n 2 tests/claims/store/test_crashes.py --durations=0

# A hundred readers over real sockets, on one dashboard and on two behind nginx: READERS, SECONDS; writes docs/load.md.
load: .venv/installed-for-tests
	@deploy/nginx
	TMPDIR=$$(tests/scratch) $(BIN)/python -m benchmarks.load

# Every figure of the table in docs/benchmarks.md, measured anew beside its peer; the largest size takes most of an hour.
bench: .venv-bench/installed
	@tests/chromium
	@# A start that compiles all of the program again is none that a reader waits for.
	PYTHONDONTWRITEBYTECODE= .venv-bench/bin/python -m benchmarks --sizes $${SIZES:-10k,100k,1M}

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python comes without venv here; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the pinned packages into .venv: a minute or two, the first time only."
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-for-tests: .venv/installed tests/requirements.txt
	$(PIP) install --quiet --require-hashes -r tests/requirements.txt
	@touch $@

# The peers stand apart: what the tests run on is what is pinned for them.
.venv-bench/installed: benchmarks/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r benchmarks/requirements.txt
	.venv-bench/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Run by hand when pyproject.toml changes; needs uv. Pins carry hashes and no addresses.
pins:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra build --extra dev -c requirements.txt pyproject.toml -o tests/requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra build --extra dev --extra bench -c tests/requirements.txt pyproject.toml \
		-o benchmarks/requirements.txt

shots: .venv/installed-for-tests
	@tests/chromium
	$(BIN)/python -m tests.dashboard.shots

clean:
	rm -rf .venv .venv-bench .test-output .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
