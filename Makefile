# `make run`  sets up, builds, fills an empty database with a demonstration city and serves it on 127.0.0.1:8080
# `make test` runs everything: lint, unit tests, both databases, the front end, journeys in a browser
# `make faults` and `make fuzz` break it on purpose, for longer than `make test` does
# `make bench` measures the product beside its peers; `make bench ONLY=board` one subject (see bench/results.md)

SHELL := /bin/bash
ADDR ?= 127.0.0.1:8080
DB ?= sqlite:data/zhuashou.db

.PHONY: run test bench faults fuzz setup setup-test setup-bench web crates fonts build lint test-rust test-web test-e2e clean

run: build
	@./target/release/zhuashou serve --demo --db "$(DB)" --listen "$(ADDR)"

# What has to be downloaded comes at the same time: crates, type faces, packages of node.
build: setup
	$(MAKE) --no-print-directory -j3 crates fonts web
	cargo build --release --locked -p zhuashou

crates:
	@cargo fetch --quiet --locked --target "$$(rustc -vV | sed -n 's/^host: //p')"

setup:
	@scripts/setup build

fonts:
	@sh crates/paper-pdf/fonts/fetch.sh

setup-test:
	@scripts/setup test

setup-bench:
	@scripts/setup bench

# The front end is built again only when one of its sources changed.
web: web/dist/manifest.json

web/node_modules/.package-lock.json: web/package-lock.json | setup
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/manifest.json: web/node_modules/.package-lock.json $(shell find web/src web/vite.config.ts -type f 2>/dev/null)
	cd web && npm run --silent build
	@touch $@

test: setup setup-test fonts web lint test-web test-rust test-e2e
	@echo "make test: all passed"

lint: fonts
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

test-rust: fonts web
	cargo test --workspace --locked

test-web: web
	cd web && npm run --silent check && npm run --silent test

test-e2e: fonts web e2e/node_modules/.package-lock.json
	# With the features of the tests, so that nothing is compiled twice: the fault tests bring the binary along.
	cargo test --workspace --locked --no-run --test faults
	cd e2e && npm run --silent test

e2e/node_modules/.package-lock.json: e2e/package-lock.json | setup
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

# Fifty kills of a server on each database, with outages and a full disk; `make test` runs a few.
faults: setup-test fonts web
	ZHUASHOU_FAULT_KILLS=$(or $(KILLS),50) cargo test --workspace --locked --test faults -- --nocapture --test-threads=1

# Damaged input for every reader, FOR=600 seconds each; `make test` runs a little of it. What fails is kept in fuzz/found/. Not a release
# build: it would not notice an overflow.
fuzz: fonts web
	cargo run --locked -p fuzz -- --seconds $(or $(FOR),600) $(if $(ONLY),--only $(ONLY)) $(if $(SEED),--seed $(SEED))

# ROUNDS=5 by default; SMALL=1 only shows that everything runs, and keeps no results.
bench: build setup-bench
	cargo build --release --locked -p bench
	./target/release/bench run $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SMALL),--small)

clean:
	rm -rf target web/dist web/node_modules e2e/node_modules
