# SPDX-License-Identifier: Apache-2.0
# `make help` lists the targets. Variables for the command line or the environment:
#   CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX, DESTDIR   as everywhere
#   SANITIZE=1      address and undefined behaviour sanitizers, in a folder of their own
#   WERROR=1        warnings are errors
#   V=1             show the commands
#   BUILD=folder    where everything is made (build, or build/VARIANT)
#   ONNX_PROTO=file where libonnx-dev keeps onnx.proto
#   CORES="m0 m3"   which cores check-mcu runs on
#   SHARED=folder   recorded data for the tests; those that need it are skipped without

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/whit
PKG_CONFIG ?= pkg-config
SHARED ?= ../shared
ONNX_PROTO ?= /usr/include/onnx/onnx.proto
FUZZ_SECONDS ?= 60
CORES ?= m0 m3 m4f m55 rv32 x86-64

# A folder for each compiler and for the sanitizers, so that objects never mix.
SPACE := $() $()
VARIANT := $(subst $(SPACE),-,$(strip \
	$(filter-out cc,$(notdir $(CC))) $(if $(SANITIZE),sanitize)))
BUILD := build$(if $(VARIANT),/$(VARIANT))
FUZZ := $(BUILD)/fuzz
GENERATED := $(BUILD)/generated
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

PACKAGES := libcjson libpng libprotobuf-c zlib
DEBIAN := build-essential pkg-config libcjson-dev libonnx-dev libpng-dev \
	libprotobuf-c-dev protobuf-c-compiler zlib1g-dev libcriterion-dev libonnx-testdata bats
DEBIAN_LINT := clang libclang-rt-dev clang-format clang-tidy cppcheck mandoc shellcheck
DEBIAN_JUDGES := flatbuffers-compiler libflatbuffers-dev g++ nodejs npm python3-onnx \
	python3-torch unzip
DEBIAN_MCU := g++ $(if $(filter m%,$(CORES)), \
		gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm) \
	$(if $(filter rv%,$(CORES)), \
		gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc)
DEBIAN_BENCH := libopenblas0-openmp nodejs npm python3-onnx python3-torch zstd

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wwrite-strings -Wdouble-promotion $(if $(WERROR),-Werror)
# Checked loops do not become vectors; clang would warn of each that is marked for it.
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-pass-failed
LANGUAGE := -std=c11 -D_POSIX_C_SOURCE=200809L -fopenmp-simd -I. -I$(GENERATED)
# No errno from sqrtf, so that loops with it become vectors; results are the same.
OWN_CFLAGS := $(LANGUAGE) -pthread -ffp-contract=off -fno-math-errno $(if $(SANITIZE),$(SANITIZERS))
# Asked at the last moment: `make deps all` installs what this looks for.
PACKAGE_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PACKAGE_LIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES))
COMPILE = $(OWN_CFLAGS) $(WARNINGS) $(PACKAGE_CFLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c
LINK = $(CC) $(OWN_CFLAGS) $(CFLAGS) $(LDFLAGS)
LIBS = $(PACKAGE_LIBS) -lm

FOLDERS := src/* src/kernels/x86 passes passes/* formats formats/* cmd
SOURCES := $(sort $(wildcard $(FOLDERS:=/*.c)))
HEADERS := $(sort $(wildcard $(FOLDERS:=/*.h)))
UNIT_SOURCES := $(sort $(wildcard tests/unit/*.c tests/golden/*.c))
GRADIENT_SOURCES := $(sort $(wildcard tests/gradient/*.c src/train/*.c))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/*_fuzz.c))
ALL_C := $(SOURCES) $(HEADERS) $(sort $(wildcard tests/*/*.[ch] formats/c/tflm/*))
SCRIPTS := .ci/run .ci/deps $(sort $(wildcard tests/*.sh tests/*/*.sh samples/*.sh))
PAGES := $(sort $(wildcard man/*.[17]))

# What firmware with TFLM takes to run WHIT_DECODE; see whit-tflm(7).
TFLM_FILES := $(wildcard formats/c/tflm/* src/kernels/unpack.h \
	$(patsubst %,src/kernels/unpack_%.[ch],bitmap bits huffman lookup sparse sparse_run \
		sparse_stream sparse_wide))

# src/target/mcus.json becomes `const char mcus_json[]` and its mcus_json_bytes.
EMBEDDED := $(patsubst %.json,%_json,$(sort $(wildcard src/target/*.json)))

# The ONNX schema, as C: formats/onnx/onnx.pb-c.[ch].
SCHEMA := formats/onnx/onnx.pb-c
SCHEMA_H := $(GENERATED)/$(SCHEMA).h

# The kernels as texts, for `whit export -f c`.
KERNEL_FILES := formats/c/kernel_files
SHIPPED := $(sort $(wildcard src/kernels/*.[ch]))

LIB_NAMES := $(filter-out cmd/main,$(SOURCES:.c=)) $(EMBEDDED) $(KERNEL_FILES) $(SCHEMA)
LIB_OBJECTS := $(LIB_NAMES:%=$(BUILD)/%.o)
UNIT_OBJECTS := $(UNIT_SOURCES:%.c=$(BUILD)/%.o)
# Training in double, for its gradients to be held against differences.
GRADIENT_OBJECTS := $(GRADIENT_SOURCES:%.c=$(BUILD)/double/%.o)
REPLAY_OBJECTS := $(FUZZ_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/tests/fuzz/replay.o
FUZZ_OBJECTS := $(LIB_NAMES:%=$(FUZZ)/%.o) $(FUZZ_SOURCES:%.c=$(FUZZ)/%.o)
OBJECTS := $(LIB_OBJECTS) $(BUILD)/cmd/main.o $(UNIT_OBJECTS) $(REPLAY_OBJECTS) \
	$(GRADIENT_OBJECTS)
GENERATED_C := $(EMBEDDED:%=$(GENERATED)/%.c) $(GENERATED)/$(KERNEL_FILES).c \
	$(GENERATED)/$(SCHEMA).c
TIDIED := $(SOURCES:%.c=$(BUILD)/lint/%.tidy)

WHIT := $(BUILD)/whit
LIB := $(BUILD)/libwhit.a
UNIT := $(BUILD)/tests/unit/run
GRADIENT := $(BUILD)/tests/gradient/run
REPLAYS := $(FUZZ_SOURCES:%_fuzz.c=$(BUILD)/%)
FUZZERS := $(FUZZ_SOURCES:tests/fuzz/%_fuzz.c=$(FUZZ)/%)
TAPS := $(UNIT).tap $(GRADIENT).tap $(REPLAYS:=.tap) $(BUILD)/tests/headers.tap \
	$(patsubst %.bats,$(BUILD)/%.tap,$(sort $(wildcard tests/cli/*.bats)))
MCU := $(BUILD)/tests/mcu
MCU_TAPS := $(MCU)/models.tap $(MCU)/compilers.tap $(MCU)/layouts.tap \
	$(CORES:%=$(MCU)/%.tap)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all deps deps-lint deps-judges deps-mcu deps-bench demo check check-judges check-mcu lint layers \
	bench tables fuzz install uninstall clean help FORCE

all: $(WHIT) ## the program, build/whit

deps: ## install what building, demo and check need (apt-get)
	$(Q)sh .ci/deps "$(DEBIAN)" cc ar bats pkg-config protoc-c
	$(Q)$(PKG_CONFIG) --print-errors --exists $(PACKAGES) criterion

deps-lint: ## install what lint, fuzz and CC=clang need
	$(Q)sh .ci/deps "$(DEBIAN_LINT)" $(filter-out lib%,$(DEBIAN_LINT))

deps-judges: ## install the judges that are not ours
	$(Q)sh .ci/deps "$(DEBIAN_JUDGES)" flatc g++ node npm
	$(Q)cd tests/judges && npm ci --ignore-scripts --no-audit --no-fund

deps-mcu: ## install cross compilers and emulators of microcontrollers
	$(Q)sh .ci/deps "$(DEBIAN_MCU)" g++ \
		$(if $(filter m%,$(CORES)),arm-none-eabi-gcc qemu-system-arm) \
		$(if $(filter rv%,$(CORES)),riscv64-unknown-elf-gcc qemu-system-riscv32)

deps-bench: ## install what only bench needs
	$(Q)sh .ci/deps "$(DEBIAN_BENCH)" node npm zstd
	$(Q)cd tests/judges && npm ci --ignore-scripts --no-audit --no-fund

demo: $(WHIT) ## run the main job on samples/
	$(Q)BUILD=$(BUILD) sh samples/demo.sh

check: $(TAPS) ## run all tests
	$(Q)sh tests/sum.sh $(TAPS)

check-judges: $(WHIT) ## have LiteRT, FlatBuffers, ONNX and its runtime judge our files
	$(Q)sh tests/judges/all.sh

check-mcu: $(MCU_TAPS) ## run exported C on emulated microcontrollers, CORES="m0 m4f"
	$(Q)sh tests/sum.sh $(MCU_TAPS)

bench: $(WHIT) ## print times beside a peer's
	$(Q)sh tests/bench/budget.sh
	$(Q)sh tests/bench/run.sh
	$(Q)sh tests/latency/run.sh
	$(Q)sh tests/bench/mnist.sh
	$(Q)sh tests/bench/train.sh
	$(Q)sh tests/bench/huffman.sh

tables: $(WHIT) ## print what files take, and what making them smaller costs
	$(Q)sh tests/bench/sizes.sh

fuzz: $(FUZZERS:=.run) ## run each fuzzer for FUZZ_SECONDS=60

lint: $(TIDIED) ## check format, and look for mistakes without running
	$(Q)clang-format --dry-run -Werror $(ALL_C)
	$(Q)clang -x c++ -std=c++17 -fsyntax-only -I. $(wildcard src/kernels/*.c)
	$(Q)cppcheck --quiet --error-exitcode=1 --enable=warning,portability --std=c11 \
		--suppress=missingIncludeSystem --suppress=unknownEvaluationOrder \
		--suppress=shiftTooManyBitsSigned --inline-suppr -I. $(SOURCES)
	$(Q)mandoc -T lint -W warning $(PAGES)
	$(Q)shellcheck $(SCRIPTS)

layers: ## check who includes whom
	$(Q)sh tests/layers.sh

install: $(WHIT) ## install the program and its manual below PREFIX=/usr/local
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(MANDIR)/man1 $(MANDIR)/man7 $(DATADIR)/tflm)
	install -m 755 $(WHIT) $(DESTDIR)$(BINDIR)
	install -m 644 $(filter %.1,$(PAGES)) $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(filter %.7,$(PAGES)) $(DESTDIR)$(MANDIR)/man7
	install -m 644 $(TFLM_FILES) $(DESTDIR)$(DATADIR)/tflm
	sed -i 's|^#include ".*/|#include "|' $(DESTDIR)$(DATADIR)/tflm/*

uninstall: ## take them away again
	rm -f $(DESTDIR)$(BINDIR)/whit \
		$(foreach n,1 7,$(patsubst man/%.$n,$(DESTDIR)$(MANDIR)/man$n/%.$n,$(filter %.$n,$(PAGES))))
	rm -rf $(DESTDIR)$(DATADIR)/tflm

clean: ## remove build/
	rm -rf build

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

$(WHIT): $(BUILD)/cmd/main.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(LIB): $(LIB_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(UNIT): $(UNIT_OBJECTS) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $$($(PKG_CONFIG) --libs criterion) $(LIBS)

$(GRADIENT): $(GRADIENT_OBJECTS) $(BUILD)/tests/unit/build.o $(LIB)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ $$($(PKG_CONFIG) --libs criterion) $(LIBS)

$(REPLAYS): $(BUILD)/%: $(BUILD)/%_fuzz.o $(BUILD)/tests/fuzz/replay.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(FUZZERS): $(FUZZ)/%: $(FUZZ)/tests/fuzz/%_fuzz.o $(LIB_NAMES:%=$(FUZZ)/%.o)
	$(call say,LINK,$@)
	$(Q)clang -fsanitize=fuzzer $(SANITIZERS) -pthread $(LDFLAGS) -o $@ $^ $(LIBS)

STRICT := $(filter-out $(SCHEMA),$(filter formats/% src/kernels/%,$(LIB_NAMES)))
$(STRICT:%=$(BUILD)/%.o): WARNINGS += -Wconversion

$(BUILD)/double/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPILE) -DTRAIN_IN_DOUBLE -o $@ $<

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPILE) -o $@ $<

$(BUILD)/%.o: $(GENERATED)/%.c
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPILE) -o $@ $<

$(FUZZ)/%.o: %.c
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D)
	$(Q)clang -fsanitize=fuzzer-no-link $(SANITIZERS) $(COMPILE) -o $@ $<

$(FUZZ)/%.o: $(GENERATED)/%.c
	$(Q)mkdir -p $(@D)
	$(Q)clang $(SANITIZERS) $(COMPILE) -o $@ $<

$(GENERATED)/%_json.c: %.json
	$(Q)mkdir -p $(@D)
	$(Q){ echo '#include "$*_json.h"'; \
		echo 'const char $(*F)_json[] = {'; \
		od -A n -v -t d1 $< | sed 's/\([0-9]\)\( \|$$\)/\1,/g'; \
		echo '0};'; \
		echo 'const size_t $(*F)_json_bytes = sizeof $(*F)_json - 1;'; } > $@

$(GENERATED)/$(KERNEL_FILES).c: $(SHIPPED) Makefile
	$(Q)mkdir -p $(@D)
	$(Q){ echo '#include "$(KERNEL_FILES).h"'; \
		echo '#pragma GCC diagnostic ignored "-Woverlength-strings"'; \
		echo 'const KernelFile kernel_files[] = {'; \
		LC_ALL=C awk 'FNR == 1 { n = split(FILENAME, part, "/"); \
				printf "%s{\"%s\",\n", NR == 1 ? "" : "},\n", part[n] } \
			{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); print "\"" $$0 "\\n\"" }' $(SHIPPED); \
		echo '},'; echo '{0}};'; } > $@

$(GENERATED)/$(SCHEMA).c $(SCHEMA_H) &: $(ONNX_PROTO)
	$(call say,PROTO,$<)
	$(Q)mkdir -p $(@D)
	$(Q)protoc-c --proto_path=$(<D) --c_out=$(GENERATED)/$(dir $(SCHEMA)) $<

# Test suites leave their results in a file each, and the sum is made of all of them.
$(TAPS) $(MCU_TAPS): export WHIT := $(abspath $(WHIT))
$(TAPS) $(MCU_TAPS): override export SHARED := $(abspath $(SHARED))
$(TAPS): export ASAN_OPTIONS := abort_on_error=1:detect_leaks=1
$(TAPS): export UBSAN_OPTIONS := print_stacktrace=1
demo bench tables check-judges: export WHIT := $(abspath $(WHIT))
demo bench tables check-judges: override export SHARED := $(abspath $(SHARED))
RUN = $(Q)sh tests/run.sh $@

# To a file of its own: with --tap=- Criterion hides what tests print.
$(UNIT).tap $(GRADIENT).tap: %.tap: % $(WHIT) FORCE
	$(RUN) sh -c '$< --tap=$@.own; status=$$?; cat $@.own; exit $$status'

$(REPLAYS:=.tap): $(BUILD)/tests/fuzz/%.tap: $(BUILD)/tests/fuzz/% FORCE
	$(RUN) $< samples $(wildcard tests/fuzz/corpus/$*)

$(BUILD)/tests/cli/%.tap: tests/cli/%.bats $(WHIT) FORCE
	$(RUN) bats --tap $<

$(MCU)/models.tap: tests/mcu/models.sh $(WHIT) FORCE
	$(RUN) sh $< $(MCU)/models

$(MCU)/compilers.tap $(MCU)/layouts.tap: $(MCU)/%.tap: tests/mcu/%.sh $(MCU)/models.tap FORCE
	$(RUN) sh $< $(MCU)/models

$(CORES:%=$(MCU)/%.tap): $(MCU)/%.tap: tests/mcu/run.sh $(MCU)/models.tap FORCE
	$(RUN) sh $< $* $(MCU)/models

$(BUILD)/tests/headers.tap: FORCE
	$(RUN) sh tests/headers.sh "$(CC) $(LANGUAGE) $(WARNINGS) $(PACKAGE_CFLAGS)" $(HEADERS) \
		$(wildcard tests/bench/*.c tests/judges/*.c)

$(FUZZ)/%.run: $(FUZZ)/% FORCE
	$(Q)mkdir -p $(FUZZ)/corpus/$*
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -artifact_prefix=$<- \
		$(FUZZ)/corpus/$* samples $(wildcard tests/fuzz/corpus/$*)

# Objects come first: through them a change in a header has its users looked at again.
$(BUILD)/lint/%.tidy: %.c $(BUILD)/%.o .clang-tidy
	$(call say,TIDY,$<)
	$(Q)clang-tidy --quiet --warnings-as-errors='*' $< -- $(LANGUAGE) $(PACKAGE_CFLAGS) \
		$(if $(filter %/error.c,$<),,-include tests/lint.h) 2>/dev/null
	$(Q)mkdir -p $(@D) && touch $@

# In `make deps check`, everything waits for deps, and one installs at a time.
INSTALLING := $(filter deps deps-lint deps-judges deps-mcu deps-bench,$(MAKECMDGOALS))
$(OBJECTS) $(FUZZ_OBJECTS) $(GENERATED_C) $(SCHEMA_H) $(TAPS) $(MCU_TAPS) $(TIDIED): | $(INSTALLING)
$(OBJECTS) $(FUZZ_OBJECTS) $(BUILD)/tests/headers.tap: | $(SCHEMA_H)
lint bench tables check-judges: | $(INSTALLING)
deps-lint: | $(filter deps,$(INSTALLING))
deps-judges: | $(filter deps deps-lint,$(INSTALLING))
deps-mcu: | $(filter deps deps-lint deps-judges,$(INSTALLING))
deps-bench: | $(filter deps deps-lint deps-judges deps-mcu,$(INSTALLING))

-include $(OBJECTS:.o=.d) $(FUZZ_OBJECTS:.o=.d)
