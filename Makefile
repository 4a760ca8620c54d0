# The habits of this project. Each target first makes the environment that it needs: the folder .venv, which make owns.

VENV = .venv
python = $(VENV)/bin/python

# Names are tried in this order; one that exists may not run, be too old or too new, or lack what makes an environment.
PYTHON ?= python3.13 python3.12 python3.11 python3 python
new_enough = -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
chosen = $(shell for name in $(PYTHON); do \
	$$name $(new_enough) && $$name -c 'import ensurepip, venv' 2>/dev/null && echo $$name && break; done)
advice = $(shell for name in $(PYTHON); do \
	$$name $(new_enough) && $$name -c 'import sys; v = "python%d.%d" % sys.version_info[:2]; \
	print(f"{v} lacks its module venv: install {v}-venv")' && exit; done; \
	echo "Python 3.11, 3.12 or 3.13 is needed: install python3.11 and python3.11-venv")

# The stamp of a finished installation names its folder: a moved or copied clone, or one whose Python went away, and an
# installation that was broken off start again from nothing.
stamp = $(VENV)/.installed
usable := $(shell test "$$(cat $(stamp) 2>/dev/null)" = "$$(pwd)" && $(python) -c '' 2>/dev/null && echo yes)

.DEFAULT_GOAL = help
.NOTPARALLEL:
.PHONY: help report test lab lint format bench figures codebook clean $(if $(usable),,$(stamp) $(stamp)-dev)

help:  ## list what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

report: $(stamp)  ## build the tables from data/raw and render the reports, ends with reports/index.html
	@$(python) -m analysis build
	@$(python) -m analysis report $(ARGS)

test: $(stamp)-dev  ## run the tests; some of them: make test ARGS="-k dates"
	@$(python) -m pytest $(ARGS)

lab: $(stamp) data/processed/build.json  ## open the notebooks in JupyterLab
	@$(python) -m jupyterlab --ServerApp.root_dir=. --FileContentsManager.preferred_dir=notebooks \
		--LabApp.default_url=/lab/tree/notebooks/00_start.ipynb \
		--LabApp.app_settings_dir=notebooks/.lab $(ARGS)

lint: $(stamp)-dev  ## check style and types
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@$(python) -m mypy

format: $(stamp)-dev  ## put the code into the common style
	@$(python) -m ruff check --fix
	@$(python) -m ruff format

bench: $(stamp)-dev  ## measure speed and scale
	@for file in benchmarks/*.py; do echo "== $$file"; $(python) "$$file" || exit 1; done

figures: $(stamp)-dev  ## measure the extraction, and write its accuracy, rows and pictures for the README
	@$(python) docs/figures.py

codebook: $(stamp)  ## write docs/codebook.md, the meaning of every column
	@$(python) -c 'from analysis.tables import codebook; print(codebook(), end="")' > docs/codebook.md

clean:  ## delete what was derived: tables, reports, caches
	@rm -rf data/processed data/.processed.* reports build src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests docs notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

data/processed/build.json: | $(stamp)
	@$(python) -m analysis build

$(stamp) $(stamp)-dev: pyproject.toml constraints.txt
	$(if $(chosen),,$(error $(advice)))
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(if $(usable),:,$(chosen) -m venv --clear $(VENV))
	@: > $(stamp)
	@$(python) -m pip install -qq -c constraints.txt -e '.$(if $(filter %-dev,$@),[dev])'
	@pwd > $(stamp)
	@touch $@
