# SPDX-License-Identifier: Apache-2.0
# Two commands: `make run` and `make test`; both install what is missing first. The build itself is Meson's.
PORT ?= 8080
DATA ?= run/quzhou
export PATH := $(CURDIR)/.node/node_modules/node/bin:$(PATH)

.PHONY: run test quick full build setup web debug check fuzz bench clean
setup:
	@check/setup

web: setup
	@check/web

build: web
	@[ -f build/build.ninja ] || meson setup build --buildtype=release -Dc_args=-g -Db_lto=true >build-setup.log 2>&1 || { cat build-setup.log; exit 1; }
	@rm -f build-setup.log
	@ninja -C build src/main/anlan | tail -n 1
	@cp -f build/src/main/anlan build/anlan.new && mv -f build/anlan.new build/anlan

debug: web
	@[ -f build-debug/build.ninja ] || meson setup build-debug --buildtype=debug -Db_sanitize=address,undefined >/dev/null
	@ninja -C build-debug | tail -n 1

run: build
	@[ -f $(DATA)/city.json ] || { umask 077; rm -rf $(DATA).new; mkdir -p $(dir $(DATA)); build/anlan init $(DATA).new --city 330800 --demo quzhou > $(DATA).accounts \
	  && mv $(DATA).accounts $(DATA).new/accounts.txt && mv $(DATA).new $(DATA); }
	@echo "demo accounts (name, role, region, password), kept in $(DATA)/accounts.txt:"; cat $(DATA)/accounts.txt 2>/dev/null || echo "(none: this directory was not made by make run)"
	@exec build/anlan serve --data $(DATA) --listen 127.0.0.1:$(PORT)

test: build debug
	@check/tests all

quick: build debug
	@check/tests quick

full: build debug
	@check/tests full

check: setup
	@check/checks
	@check/analyse

fuzz: setup
	@check/fuzz $(or $(SECONDS),25) $(TARGETS)

bench: build
	@python3 bench/run.py

clean:
	rm -rf build build-debug build-clang build-fuzz build-faults web/dist
