# Everything happens in .venv; nothing is installed outside this folder.
PYTHON ?= python3
GOLD ?= ../shared/gold/dev
MT ?= ../shared/mt
VENV := .venv
AUDIT := .venv-audit
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1

.PHONY: site serve test test-all lint lock schema card screenshot lighthouse scores kinds speed engines quality faults weights builds backfill edits fuzz endurance audit licences clean

site: $(VENV)/run.stamp ## draft and translate what is missing, build the site
	$(BIN)/mkdocs build --strict
	@echo
	@echo "The site is in $(CURDIR)/site. To read it: make serve, then open http://127.0.0.1:8000/"

serve: $(VENV)/run.stamp ## the site at http://127.0.0.1:8000/, renewed at every edit
	$(BIN)/mkdocs serve

test: $(VENV)/test.stamp lint ## lint, types and the fast tests
	$(BIN)/pytest -n auto --dist loadfile

test-all: $(VENV)/test.stamp lint ## the slow tests too
	$(BIN)/pytest -n auto --dist loadfile
	$(BIN)/pytest -m slow

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: ## renew the lock files (needs uv)
	uv pip compile -q $(UPGRADE) pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		-o requirements.lock
	uv pip compile -q $(UPGRADE) pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements.lock -o requirements-test.lock
	echo 'pip-audit>=2.9' | uv pip compile -q $(UPGRADE) - --universal --python-version 3.11 --generate-hashes --no-header \
		-o requirements-audit.lock
	! grep -n "://" requirements.lock requirements-test.lock requirements-audit.lock $(shell find tests/web_validators -name package-lock.json -not -path '*/node_modules/*')

schema: $(VENV)/run.stamp ## renew the schemas of briefing.yml (for editors' completion) and of briefing.json
	$(BIN)/python -c "from pathlib import Path; from generator import atomic, briefing_file; \
		from generator.site import export; \
		atomic.write_text(Path('site_config/briefing.schema.json'), briefing_file.schema()); \
		atomic.write_text(Path('site_config/page.schema.json'), export.schema())"

card: $(VENV)/test.stamp ## renew the picture for previews of links (needs Chromium)
	$(BIN)/python tests/card.py

screenshot: $(VENV)/test.stamp ## renew the picture in the README (needs Chromium)
	$(BIN)/python tests/screenshot.py

lighthouse: $(VENV)/test.stamp tests/web_validators/lighthouse/node_modules ## judge the pages of the sample (needs Chromium and npm)
	PYTHONPATH=tests $(BIN)/python -m benchmarks.lighthouse

tests/web_validators/%node_modules: tests/web_validators/%package-lock.json
	npm ci --silent --prefix $(@D) && touch $@

scores: $(VENV)/run.stamp ## draft the labelled clusters of GOLD=folder and score the drafts
	PYTHONPATH=tests $(BIN)/python -m benchmarks.drafts $(GOLD)

kinds: $(VENV)/run.stamp ## how well drafting tells facts, claims and views apart
	PYTHONPATH=tests $(BIN)/python -m benchmarks.kinds tests/fixtures/clusters

weights: $(VENV)/run.stamp ## fit the weights of drafting to the labelled clusters of GOLD=folder (twice) and our own
	PYTHONPATH=tests $(BIN)/python -m benchmarks.fit $(GOLD) $(GOLD) tests/fixtures/clusters

faults: $(VENV)/run.stamp ## put faults into good translations, count what the checks catch
	PYTHONPATH=tests $(BIN)/python -m benchmarks.faults

speed: $(VENV)/run.stamp ## the time and the memory of a draft
	PYTHONPATH=tests $(BIN)/python -m benchmarks.speed

builds: $(VENV)/test.stamp ## builds of a large archive, beside Hugo and an empty Material site (needs Hugo and Chromium)
	PYTHONPATH=tests $(BIN)/python -m benchmarks.site

backfill: $(VENV)/run.stamp ## the time of drafting and translating, with one worker and two, and of a large archive
	PYTHONPATH=tests $(BIN)/python -m benchmarks.backfill

engines: $(VENV)/run.stamp ## the time and the memory of both translation engines, beside the bare libraries
	PYTHONPATH=tests $(BIN)/python -m benchmarks.engines

quality: $(VENV)/test.stamp ## score translations of MT=folder: the engine alone, and all that is done around it
	PYTHONPATH=tests $(BIN)/python -m benchmarks.quality $(MT)/ntrex-1000.eng.txt $(MT)/ntrex-1000.por.txt

edits: $(VENV)/test.stamp ## ten thousand random edits, runs and crashes: no hand edit may be lost
	PYTHONPATH=tests $(BIN)/python -m endurance.edits

fuzz: $(VENV)/test.stamp ## two hundred thousand broken files: each is read or told, soon and in one screen
	PYTHONPATH=tests $(BIN)/python -m endurance.fuzz --inputs 200000

endurance: edits fuzz ## these two; then kill commands, fill disks, edit at the same time: nothing may be torn or lost (hours)
	PYTHONPATH=tests $(BIN)/python -m endurance.kills --runs 500
	PYTHONPATH=tests $(BIN)/python -m endurance.full --runs 110
	PYTHONPATH=tests $(BIN)/python -m endurance.full --read-only
	PYTHONPATH=tests $(BIN)/python -m endurance.races --runs 100

licences: $(VENV)/test.stamp ## renew the tables of docs/licences.md, after make lock
	$(BIN)/python tests/licences.py

audit: $(VENV)/test.stamp $(AUDIT)/audit.stamp ## ask public databases for known vulnerabilities of all pins (needs a network)
	PYTHONPATH=tests $(BIN)/python -m endurance.audit --pip-audit $(AUDIT)/bin/pip-audit

$(AUDIT)/audit.stamp: requirements-audit.lock
	test -x $(AUDIT)/bin/pip || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/pip install -q --require-hashes --no-build-isolation -r requirements-audit.lock
	touch $@

clean: ## remove the site, the caches and the environment
	rm -rf site .cache $(VENV) $(AUDIT) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# jieba comes as source alone; pip would fetch what builds it without a hash, so that is installed first
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dragoman needs Python 3.11 or newer; set PYTHON=… to one." >&2; exit 1; }
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	sed -n '/^setuptools==/,/# via/p' requirements.lock > $(VENV)/setuptools.lock
	$(BIN)/pip install -q --require-hashes -r $(VENV)/setuptools.lock
	$(BIN)/pip install -q --require-hashes --no-build-isolation -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-test.lock
	$(BIN)/pip install -q --require-hashes --no-build-isolation -r requirements-test.lock
	touch $@
