# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of this project; CMake does the building. The only prerequisites of `make demo` and
# `make test` are git and make.
.PHONY: all demo build test test-asan test-tsan coverage soak install deb test-deb test-container docs bench bench-compare bench-calls bench-tricks format lint clean

PREFIX ?= /usr/local
SOURCES = $(shell git ls-files '*.cpp' '*.h')

all: build

build:
	scripts/install-deps build
	cmake --preset release -DBUILD_TESTING=OFF
	cmake --build --preset release

demo: build
	rm -f build/demo.db*
	build/release/noctule --store build/demo.db ingest assets/example.wav
	build/release/noctule --store build/demo.db render --id 1 -o build/example.spectrogram.jpg
	build/release/noctule --store build/demo.db compress --id 1 -o build/example.compressed.jpg
	@echo
	@echo "The example's spectrogram:  $(CURDIR)/build/example.spectrogram.jpg"
	@echo "Only its calls:             $(CURDIR)/build/example.compressed.jpg"

test:
	scripts/install-deps build test
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev

test-asan test-tsan: test-%:
	scripts/install-deps build test
	cmake --preset $*
	cmake --build --preset $*
	ctest --preset $*

# Line coverage by folder of the unit and command tests, without the tests of the page in Chromium.
coverage:
	scripts/install-deps build test coverage
	cmake --preset coverage
	cmake --build --preset coverage
	find build/coverage -name '*.gcda' -delete
	ctest --preset coverage || echo "coverage: some tests failed; reporting coverage anyway" >&2
	scripts/coverage

# Runs each fuzzing harness for a minute; NOCTULE_FUZZ_SECONDS=1800 for half an hour.
soak:
	scripts/install-deps build fuzz
	cmake --preset fuzz
	cmake --build --preset fuzz
	scripts/fuzz

install:
	scripts/install-deps build
	cmake --preset release -DBUILD_TESTING=OFF -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	cmake --build --preset release
	cmake --install build/release

# A package for Debian 12: build/deb/noctule_VERSION_ARCHITECTURE.deb.
deb:
	scripts/install-deps build deb
	scripts/build-deb

# The guide with the reference of the API and the commands, as a site: build/docs/site.
docs:
	scripts/install-deps build docs
	cmake --preset release -DBUILD_TESTING=OFF
	cmake --build --preset release --target reference
	scripts/build-docs build/release/reference/commands.md

# Installs, uses, upgrades, removes and purges the package in a bare Debian 12. Needs root.
test-deb: deb
	scripts/install-deps root
	scripts/test-deb

# Follows the Containerfile's last stage in a bare Debian 12 and runs its service. Needs root.
test-container: deb
	scripts/install-deps root
	scripts/test-container

bench:
	scripts/install-deps build test bench
	cmake --preset release -DBUILD_TESTING=ON -DNOCTULE_BENCH=ON
	cmake --build --preset release
	scripts/bench/run
	scripts/bench/profile
	scripts/bench/scale
	scripts/bench/serve
	scripts/bench/page.mjs

# CPU time of bulk compared with another commit: make bench-compare REF=HEAD~1
bench-compare:
	scripts/install-deps build
	scripts/bench/compare $(REF)

bench-calls:
	scripts/install-deps build test
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release --target list_calls
	scripts/bench/calls

# What each trick of the code gains: the table in CONTRIBUTING.md.
bench-tricks:
	scripts/install-deps build test bench
	cmake --preset release -DBUILD_TESTING=ON -DNOCTULE_BENCH=ON
	cmake --build --preset release --target noctule_stages
	scripts/bench/tricks

format:
	scripts/install-deps lint
	clang-format -i $(SOURCES)

lint:
	scripts/install-deps build test lint tidy docs
	pre-commit run --all-files
	cmake --preset debug
	cmake --build --preset debug --target reference
	scripts/build-docs build/debug/reference/commands.md
	run-clang-tidy -quiet -p build/debug '(apps|lib)/.*\.cpp'

clean:
	rm -rf build
