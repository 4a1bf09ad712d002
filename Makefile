# Every target works on a fresh machine with Python 3.11 or newer and make.
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
ON_POSTGRESQL := $(addprefix suite-postgresql-,1 2 3 4)

.PHONY: help run test check lint types floors audit suite suite-sqlite $(ON_POSTGRESQL) messages catalogues migration lock screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml platform/hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

catalogues: $(READY) ## Compile the translations
	@$(BIN)/python -m babel.messages.frontend --quiet compile -d translations

run: $(READY) catalogues ## Set everything up and serve the demonstration town on http://127.0.0.1:8000
	@$(BIN)/veche init
	@$(BIN)/veche demo
	@$(BIN)/veche serve

test: check suite ## Check the code and run the whole test suite

check: lint types floors audit ## Lint, types, floors and known vulnerabilities

lint: $(READY_DEV) ## Style of Python and templates
	$(BIN)/ruff check platform tests migrations benchmarks
	$(BIN)/ruff format --check platform tests migrations benchmarks benchmarks
	$(BIN)/djlint --lint --quiet templates

types: $(READY_DEV) ## mypy --strict
	$(BIN)/mypy

floors: $(READY_DEV) ## Who may import whom
	PYTHONPATH=platform $(BIN)/lint-imports

audit: $(READY_DEV) ## Known vulnerabilities in what we depend on (says so when it could not look)
	@$(BIN)/python platform/audit.py requirements.txt

suite: $(READY_DEV) catalogues ## The test suite on SQLite and on PostgreSQL, side by side
	@$(MAKE) --no-print-directory -j2 --output-sync=target suite-sqlite $(ON_POSTGRESQL)

suite-sqlite:
	$(BIN)/python -m pytest

# In shares: whichever run ends first takes the next one, so that neither core waits for the other.
$(ON_POSTGRESQL): suite-postgresql-%:
	VECHE_TEST_DATABASE=postgresql VECHE_TEST_SHARE=$*/4 $(BIN)/python -m pytest -m "not browser and not sqlite_alone" --ignore tests/unit

messages: $(READY_DEV) ## Take new texts into the catalogues (then translate them)
	$(BIN)/python -m babel.messages.frontend --quiet extract -F babel.cfg -k lazy_gettext -k _l -k N_ --no-location --sort-output \
		--project Veche --version 1 --width 120 -o translations/messages.pot .
	for language in ru be en; do $(BIN)/python -m babel.messages.frontend --quiet update --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --width 120 -i translations/messages.pot -d translations -l $$language; done
	rm translations/messages.pot

migration: $(READY_DEV) ## Write a migration for changed models: make migration NAME="add bodies"
	VECHE_INSTANCE=build/migration $(BIN)/flask --app veche.app db migrate -d migrations -m "$(NAME)"

lock: ## Renew the hashed requirements files
	$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra postgresql --extra oidc --extra passkeys --extra build -o requirements.txt
	build/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra dev --extra build -c requirements.txt -o requirements-dev.txt

screenshots: $(READY_DEV) catalogues ## Take the pictures of the README
	$(BIN)/python tests/browser/screenshots.py docs/pictures

clean: ## Remove what was made, but not the database
	rm -rf $(VENV) build dist
