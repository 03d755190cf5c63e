# Each target prepares what it needs: `make demo` works in a fresh clone. Nothing but Python 3.11 or newer is asked for.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: demo test lint docs notebooks bench fuzz mutants release-check clean

demo: $(VENV)/.has-all  ## draw, train and look, in half a minute
	$(RUN) -m nn.cli.demo

test: $(VENV)/.has-test  ## every test that this machine can run, but for the slow ones, which CI runs
	$(RUN) -m pytest -n 2

lint: $(VENV)/.has-lint  ## style, layout, types and prose
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m basedpyright
	$(RUN) -m codespell_lib
	$(RUN) .ci/prose.py

docs: $(VENV)/.has-docs  ## the documentation with the API reference, in build/docs
	$(RUN) -m sphinx -n -W --keep-going -b html docs build/docs

notebooks: $(VENV)/.has-notebooks  ## run every lesson again and keep its outputs
	$(RUN) notebooks/execute.py

bench: $(VENV)/.has-bench  ## speed and memory against others
	$(RUN) -m benchmarks

fuzz: $(VENV)/.has-test  ## the property tests with new examples, thousands of them
	HYPOTHESIS_PROFILE=fuzz $(RUN) -m pytest -n 2 -m hypothesis

mutants: $(VENV)/.has-mutants  ## plant small errors, and see whether the tests notice them
	$(RUN) .ci/mutants.py

release-check: $(VENV)/.has-release  ## build what is published, look into it, and use it
	rm -rf dist
	$(RUN) -m build --outdir dist
	$(RUN) -m twine check --strict dist/*
	$(PYTHON) .ci/wheel_smoke.py

clean:  ## back to a fresh clone
	rm -rf $(VENV) build dist demo .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# `.venv/.has-test` says that the extra `test` of this pyproject.toml is installed.
$(VENV)/.has-%: pyproject.toml | $(RUN)
	@echo "Installing what '$*' needs into $(VENV) (once) …"
	@$(RUN) -m pip install --quiet --quiet --disable-pip-version-check --editable ".[$*]"
	@touch $@

$(RUN):
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name it: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("glassgrad needs Python 3.11 or newer, but $(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
