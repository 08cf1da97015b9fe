# Not Alone: everything a newcomer, a moderator of the code or a server runs.
# Needs Python 3.11 or newer and make; the rest is installed into .venv, the site's state lives in instance/.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DESK_PORT ?= 8001

BIN := .venv/bin
SERVER := $(BIN)/python -m resources.server --interface wsgi --host $(HOST)
POT := translations/messages.pot
DESK_POT := translations/desk.pot
EXTRACT := $(BIN)/pybabel -q extract --mapping-file pyproject.toml --keywords N_ --add-comments Translators: \
	--no-wrap --omit-header --add-location never --sort-output
# The head that translators' programs need to read words beyond ASCII; pybabel's own holds the date, a change each time.
HEADED := sed -i '1i msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
# Visitors read the words of `messages` in six languages, members those of `desk` in two.
MACROS := $(addprefix templates/macros/,forms.html listing.html report.html)
DESK_WORDS := $(wildcard resources/desk/*.py templates/desk/*.html templates/demo/*/*.html) $(filter-out $(MACROS),$(wildcard templates/macros/*.html))
WORDS := $(wildcard resources/*.py templates/*.html templates/public/*.html templates/public/*/*.html) $(MACROS)

.DEFAULT_GOAL := help
.PHONY: help run desk demo publish test check attack holes bench strings lock clean

help: ## Print this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/run ## Serve the directory on http://HOST:PORT (127.0.0.1:8000), from the bundled listings
	@$(BIN)/flask --app app publish || echo "Nothing was published. Visitors get the last good edition."
	@echo "Not Alone is on http://$(HOST):$(PORT)"
	@$(call kept,$(SERVER) --port $(PORT) $(SERVE) --workers 2 --blocking-threads 3 app:application)

desk: .venv/run ## Serve the moderators' desk on http://localhost:8001 (DESK_PORT), a process of its own
	@$(BIN)/flask --app app publish || echo "Nothing was published. The desk shows the last good edition."
	@echo "The desk is on http://localhost:$(DESK_PORT)/desk/"
	@export NOTALONE_DESK_ORIGIN="$${NOTALONE_DESK_ORIGIN:-http://localhost:$(DESK_PORT)}"; \
		$(call kept,$(SERVER) --port $(DESK_PORT) $(SERVE) --workers 1 app:desk)

demo: .venv/run ## Try the desk in a minute: three made-up members, a queue, changes to sign; made anew each time
	@exec env NOTALONE_INSTANCE=$(DEMO) NOTALONE_DESK_ORIGIN=http://localhost:$(DESK_PORT) DATABASE_URL= \
		$(BIN)/python -m resources.demo http://127.0.0.1:$(PORT) -- $(SERVE)

DEMO := instance/demo

# Ten thousand may hold a connection open and say nothing; each is let go after five seconds, and visitors are answered.
# Who sends slowly holds up the end of a server for five seconds at most.
SERVE := --http 1 --backlog 16384 --backpressure 16384 --http1-header-read-timeout 5000 --respawn-failed-workers \
	--workers-kill-timeout 5 --no-ws --no-access-log --log-level warning

# A server gives up where one worker dies twice within six seconds; it is started again until somebody ends it. It leads a
# group of its own, so that workers which outlive it (it was killed) end before the next ones begin; it ends with this shell.
kept = trap 'kill $$server; wait $$server; exit' HUP INT TERM; while ! { setsid setpriv --pdeathsig TERM $(1) & server=$$!; wait $$server; }; do \
	kill -9 -$$server 2>/dev/null; echo "The server ended by itself, and is started again."; sleep 1; done

publish: .venv/run ## Publish an edition of the bundled listings; the same listings make no new edition
	@$(BIN)/flask --app app publish

test: check .venv/chromium .venv/filter .venv/fronts ## Install all that the tests need, a browser and a word filter too, and run everything
	$(BIN)/pytest --numprocesses auto

check: .venv/test ## Lint, types, floors, listings, catalogues: what needs no browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive app.py resources
	$(BIN)/flask --app app listings check
	@$(EXTRACT) --output-file .venv/messages.pot $(WORDS)
	@$(EXTRACT) --output-file .venv/desk.pot $(DESK_WORDS)
	@$(HEADED) .venv/messages.pot .venv/desk.pot
	@cmp $(POT) .venv/messages.pot && cmp $(DESK_POT) .venv/desk.pot \
		|| { echo "The messages have changed. Run: make strings"; exit 1; }

attack: .venv/test ## Hold ten thousand connections, send slowly, look for known holes: what takes long
	$(BIN)/pytest --override-ini addopts= -p no:cacheprovider tests/attack
	@$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict \
		|| { echo "pip-audit found something above, or could not ask the list of known holes: not shown to be clean."; exit 1; }

holes: .venv/test .venv/chromium .venv/filter .venv/fronts ## Break each promise once in a clone, and see that a test finds it; HOLES="words of a claim"
	@$(BIN)/python -m tests.holes $(HOLES)

bench: .venv/run bench/.venv bench/.npm ## Measure it all beside nginx and others; PARTS="race change weights lighthouse growth"
	@for tool in curl nginx wrk chromium; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
		test -z "$$missing" || { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes $$missing >/dev/null; } \
		|| { echo "Missing:$$missing. Install them with: apt-get install$$missing"; exit 1; }
	@$(BIN)/python -m bench $(PARTS)

strings: .venv/test ## Extract the messages into every catalogue; fails where one changed, so that it gets translated
	@$(EXTRACT) --output-file .venv/messages.pot $(WORDS)
	@$(EXTRACT) --output-file .venv/desk.pot $(DESK_WORDS)
	@$(HEADED) .venv/messages.pot .venv/desk.pot
	@cmp -s $(POT) .venv/messages.pot && cmp -s $(DESK_POT) .venv/desk.pot && echo "The catalogues are up to date." || { \
		cp .venv/messages.pot $(POT) && cp .venv/desk.pot $(DESK_POT) && \
		$(UPDATE) --input-file $(POT) --output-dir translations && \
		$(UPDATE) --domain desk --input-file $(DESK_POT) --output-file translations/de/LC_MESSAGES/desk.po --locale de && \
		echo "The catalogues have new messages: translate what is empty in translations/*/LC_MESSAGES/*.po" && exit 1; }

UPDATE := $(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: .venv/test ## Renew the hashed lock files from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --upgrade $(LOCK) --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --upgrade $(LOCK) --extra test --constraints requirements.txt --output-file requirements-test.txt

LOCK := --quiet --universal --python-version 3.11.0 --generate-hashes --no-header --no-annotate --no-emit-index-url

clean: ## Remove the environment and the site's state
	rm -rf .venv instance

# Installed once, and again whenever a lock file changes. Debian keeps `venv` in a package of its own.
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 \
		|| { rm -rf .venv; $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes python3-venv >/dev/null && $(PYTHON) -m venv .venv; } \
		|| { rm -rf .venv; echo "Python's venv is missing. Install it with: apt-get install python3-venv"; exit 1; }

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/test: requirements-test.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

# What only `make bench` needs: Datasette to race against, and Lighthouse.
LIGHTHOUSE := lighthouse@12.8.2

bench/.venv: bench/requirements.txt | .venv/bin/python
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

bench/.npm:
	@command -v npm >/dev/null || { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes npm >/dev/null; } \
		|| { echo "npm is missing. Install it with: apt-get install npm"; exit 1; }
	npm install --silent --no-audit --no-fund --no-save --prefix $@ $(LIGHTHOUSE)
	@touch $@

# The distribution's Chromium where it has one, else Playwright's own.
.venv/chromium: | .venv/test
	@command -v chromium >/dev/null || { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes chromium >/dev/null; } \
		|| $(BIN)/playwright install --with-deps chromium
	@touch $@

# The word filter of many schools. Tests run it themselves, so the service that Debian starts with it is switched off.
.venv/filter: | .venv/test
	@PATH="$$PATH:/usr/sbin" command -v e2guardian >/dev/null || { \
		$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes --no-install-recommends e2guardian >/dev/null && \
		{ test ! -d /run/systemd/system || $(AS_ROOT) systemctl --quiet disable --now e2guardian; }; } \
		|| { echo "e2guardian is missing. Install it with: apt-get install e2guardian"; exit 1; }
	@touch $@

# What docs/deploy puts in front of the site, what reads its units, and what makes a disk that fails. A service that Debian
# starts with it is switched off.
FRONTS := nginx:nginx-light caddy:caddy systemd-analyze:systemd mkfs.ext4:e2fsprogs

.venv/fronts: | .venv/test
	@for front in $(FRONTS); do \
		PATH="$$PATH:/usr/sbin" command -v $${front%:*} >/dev/null || { \
		$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --yes --no-install-recommends $${front#*:} >/dev/null && \
		{ test ! -d /run/systemd/system || $(AS_ROOT) systemctl --quiet disable --now $${front%:*} || true; }; } \
		|| { echo "$${front%:*} is missing. Install it with: apt-get install $${front#*:}"; exit 1; }; done
	@touch $@
