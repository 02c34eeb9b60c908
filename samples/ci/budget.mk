# SPDX-License-Identifier: Apache-2.0
# A recipe for a Makefile: `include budget.mk`, or `make -f budget.mk check-budget`.
#   make check-budget      fails where a model does not fit, or grew by more than it may
#   make accept-budget     makes what models take now the baseline, to be committed with them
MODELS ?= gesture.tflite
TARGETS ?= nrf52840 rp2040
MAX_GROWTH ?= 2%
WHIT ?= whit

BUDGET = $(WHIT) budget $(TARGETS:%=-t %)

.PHONY: check-budget accept-budget $(MODELS:=.check-budget) $(MODELS:=.accept-budget)

check-budget: $(MODELS:=.check-budget)
accept-budget: $(MODELS:=.accept-budget)

$(MODELS:=.check-budget): %.check-budget:
	$(BUDGET) --baseline $*.budget.json --max-growth $(MAX_GROWTH) $*

# By way of a second file: a model that does not fit leaves the old baseline as it was.
$(MODELS:=.accept-budget): %.accept-budget:
	$(BUDGET) --json $* > $*.budget.json.new
	mv $*.budget.json.new $*.budget.json
