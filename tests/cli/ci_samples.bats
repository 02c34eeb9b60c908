# SPDX-License-Identifier: Apache-2.0
# The recipes of samples/ci/ do what they say: their commands are taken out of the files and run on
# samples/.
load setup
load data

# run_steps FILE: the shell of a workflow's `run: |` blocks, a step after the other, as bash -e runs
# each; status is that of the first that fails
run_steps()
{
	local step n
	n=$(grep -c '^ *run: |$' "$1")
	for ((step = 1; step <= n; step++)); do
		awk -v wanted="$step" '
			/^ *run: \|$/ { match($0, /^ */); indent = RLENGTH; n++; next }
			{ match($0, /^ */) }
			n && NF && RLENGTH <= indent { indent = 1000 }
			n == wanted && RLENGTH > indent { print }' "$1" >"step$step.sh"
		[ -s "step$step.sh" ]
		bash -e "step$step.sh" || return
	done
}

# run_hook MODEL...: what pre-commit runs, its entry as a shell splits it
run_hook()
{
	local entry
	entry=$(sed -n 's/^ *entry: //p' ci/pre-commit-config.yaml)
	[ -n "$entry" ]
	eval "$entry \"\$@\""
}

accept()
{
	make -s -f ci/budget.mk accept-budget
}

# The float32 model in place of its int8 form, which is the baseline.
grow()
{
	cp gesture.tflite float.tflite
	whit quantize float.tflite --data gesture_train.npz --quiet -o gesture.tflite
	accept
	cp float.tflite gesture.tflite
}

@test "the Makefile's recipe passes what is as it was, and stops what grew" {
	accept
	[ "$(json schema <gesture.tflite.budget.json)" = 1 ]
	make -s -f ci/budget.mk check-budget
	grow
	run make -s -f ci/budget.mk check-budget
	[ "$status" -ne 0 ]
	[[ "$output" == *"grew by more than 2 %"* ]]
	make -s -f ci/budget.mk check-budget MAX_GROWTH=100%
	accept
	make -s -f ci/budget.mk check-budget
}

@test "the Makefile's recipe accepts no model that does not fit" {
	accept
	cp gesture.tflite.budget.json before.json
	run make -s -f ci/budget.mk accept-budget TARGETS=stm32f103c8
	[ "$status" -ne 0 ]
	cmp gesture.tflite.budget.json before.json
	cp gesture.tflite other.tflite
	make -s -f ci/budget.mk accept-budget check-budget MODELS='gesture.tflite other.tflite'
	[ -s other.tflite.budget.json ]
}

@test "the workflow's steps annotate, leave XML, and stop what grew" {
	accept
	run run_steps ci/github.yml
	[ "$status" -eq 0 ]
	[[ "$output" == *"::notice file=gesture.tflite,title=rp2040 flash growth::"* ]]
	[[ "$output" != *::error* ]]
	grep -q '<testsuites tests="10" failures="0">' budget.xml
	grow
	run run_steps ci/github.yml
	[ "$status" -eq 1 ]
	[[ "$output" == *"::error file=gesture.tflite,title=nrf52840 RAM growth::"* ]]
}

@test "the hook of pre-commit looks at each model, and stops what grew" {
	accept
	cp gesture.tflite small.tflite
	cp gesture.tflite.budget.json small.tflite.budget.json
	run_hook gesture.tflite small.tflite
	grow
	run run_hook small.tflite gesture.tflite
	[ "$status" -eq 1 ]
	[[ "$output" == *"gesture.tflite on 2 targets"*"grew by more than 2 %"* ]]
	run run_hook missing.tflite
	[ "$status" -eq 2 ]
}

@test "workflow and hook are YAML" {
	python3 -c 'import yaml' 2>/dev/null || skip "python3 with yaml, which knows YAML, is missing"
	for file in ci/github.yml ci/pre-commit-config.yaml; do
		python3 -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))' "$file"
	done
}
