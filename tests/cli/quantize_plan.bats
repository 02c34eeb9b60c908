# SPDX-License-Identifier: Apache-2.0
# Layers of different formats: `whit quantize --sensitivity`, `--plan` and `--keep`.
load setup
load data

# quantized FILE OPTIONS...: the sample, quantised without a word
quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o "$@"
}

# plan OPTIONS...: plan.json, by what was measured
plan()
{
	whit quantize gesture.tflite --data gesture_train.npz --sensitivity --plan plan.json "$@"
}

# formats: those in plan.json, layer by layer
formats()
{
	json format <plan.json | tr -d '"' | tr '\n' ' '
}

# layers MODEL: type and operator of each
layers()
{
	whit info "$1" | awk '/^ *[0-9]+ +[A-Z0-9_]+ +[0-9]/ { print $4, $2 }'
}

# refused MESSAGE: what is said of plan.json
refused()
{
	refuses "whit quantize: plan.json: $1" quantized out.tflite --plan plan.json
	[ ! -e out.tflite ]
}

@test "a table tells what each layer costs at each width, the worst at int8 first" {
	run --separate-stderr whit quantize gesture.tflite --data gesture_train.npz --sensitivity
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" =~ layer\ +output\ +weights\ +int4\ dB\ +int8\ dB\ +int16\ dB\ +plan$ ]]
	local int8
	int8=$(printf '%s\n' "${lines[@]:1:8}" | awk '{ print $6 }')
	[ "$int8" = "$(sort -n <<<"$int8")" ]
	[[ "${lines[*]}" == *"SOFTMAX            gesture           0        -"* ]]
	[[ "${lines[*]}" != *RESHAPE* ]] # has nothing to lose
	[[ "${lines[9]}" =~ ^"plan: "[0-9.]+" dB expected"$ ]]
	[ "$(ls)" = "$(ls "$top/samples")" ]
}

@test "the table as JSON" {
	plan --json >table.json
	[ "$(json schema <table.json)" -eq 1 ]
	[ "$(json min_snr_db <table.json)" -eq 20 ]
	[ "$(json index <table.json | tr '\n' ' ')" = "0 1 2 3 4 5 6 7 8 " ]
	diff <(json format <table.json) <(json format <plan.json)
	cp table.json plan.json # has all that a plan has
	quantized out.tflite --plan plan.json
}

@test "a plan is written, and applied" {
	plan >table.txt
	local expected measured
	expected=$(sed -n 's/^plan: \(.*\) dB expected$/\1/p' table.txt)
	[ "${expected%.*}" -ge 20 ]
	[[ "$(formats)" == *int4* && "$(formats)" == *int8* ]]
	measured=$(whit quantize gesture.tflite --data gesture_train.npz --plan plan.json \
		-o out.tflite | sed -n 's/^signal to noise \(.*\) dB.*/\1/p')
	echo "expected $expected, measured $measured"
	[ "${measured%.*}" -ge "$((${expected%.*} - 3))" ]
	layers out.tflite | grep -q '^int8/int4 '
	quantized int8.tflite
	[ "$(wc -c <out.tflite)" -lt "$(wc -c <int8.tflite)" ]
	quantized best.tflite --plan plan.json --best
	diff <(layers best.tflite) <(layers out.tflite)
}

@test "what is asked of a plan decides" {
	plan --min-snr -100 >table.txt
	[[ "$(formats)" != *int16* ]]
	[ "$(formats | grep -o int4 | wc -l)" -eq 6 ]
	plan --min-snr 25 >table.txt
	[[ "$(formats)" == *int16* ]]
	plan --min-snr 100 >table.txt
	[ "$(formats)" = "int16 int16 int16 int16 int16 int16 int16 int16 int16 " ]
	grep -q '^plan: .* dB expected, less than the 100 asked for$' table.txt
	# int16 throughout, at the borders too.
	quantized out.tflite --plan plan.json
	quantized wide.tflite --to int16x8
	cmp out.tflite wide.tflite
}

@test "a plan may go to standard output, and the table gives way" {
	plan >expected.txt
	whit quantize gesture.tflite --data gesture_train.npz --sensitivity --plan - >out.json 2>table.txt
	cmp out.json plan.json
	diff table.txt expected.txt
}

@test "a plan is changed by hand" {
	plan >table.txt
	quantized int8.tflite
	sed -i 's/"format":.*/"format": "int8",/' plan.json
	quantized out.tflite --plan plan.json
	cmp out.tflite int8.tflite
	sed -i 's/"format":.*/"format": "float32",/' plan.json
	quantized out.tflite --plan plan.json --input-type float32 --output-type float32
	whit run out.tflite --data gesture_test.npz -o a.npy
	whit run gesture.tflite --data gesture_test.npz -o b.npy
	cmp a.npy b.npy
}

@test "a plan that is none, or one for another model, is refused in a line" {
	refused "No such file or directory"
	echo 'layers: all' >plan.json
	refused "not JSON"
	printf '' >plan.json
	refused "empty file"
	for text in '[]' '{}' '{"schema": 2, "layers": []}' '{"schema": 1, "layers": 3}'; do
		echo "$text" >plan.json
		refused 'not a plan: no "schema" of 1 with "layers"'
	done
	echo '{"schema": 1, "layers": [3]}' >plan.json
	refused "1 layers for a model of 9: the plan is for another model"
	plan >table.txt
	cp plan.json good.json
	sed -i 's/"conv1"/"conv0"/' plan.json
	refused "layer 0: the model has CONV_2D 'conv1' there: the plan is for another model"
	sed 's/SOFTMAX/LOGISTIC/' good.json >plan.json
	refused "layer 8: the model has SOFTMAX 'gesture' there: the plan is for another model"
	sed 's/"index":.*1,/"index": 2,/' good.json >plan.json
	refused 'layer 1: "index" is not 1'
	sed 's/"format":.*/"format": "int2",/' good.json >plan.json
	refused "layer 0: format 'int2' is none of int8, int4, int16 and float32"
	sed '/"format":/d' good.json >plan.json
	refused 'layer 0: no "format"'
}

@test "a plan for what TFLM does not run is refused" {
	cp "$bad/hard_swish.tflite" swish.tflite
	{ npy '<f4' '1, 4' && floats 1 0.5 2 0; } >x.npy
	whit quantize swish.tflite --data x.npy --sensitivity --min-snr 200 --plan plan.json >table.txt
	grep -q '^1  HARD_SWISH  .* -  int8$' table.txt
	sed -i 's/"format":.*/"format": "int16",/' plan.json
	refuses_in "whit quantize: swish.tflite: once quantised: operator 1 (HARD_SWISH): " \
		whit quantize swish.tflite --data x.npy --plan plan.json
}

@test "layers are kept by number and by name" {
	quantized a.tflite --keep 7
	layers a.tflite | grep -q '^float32 FULLY_CONNECTED$'
	[ "$(layers a.tflite | grep -c '^float32 ')" -eq 1 ]
	quantized b.tflite --keep dense
	cmp a.tflite b.tflite
	quantized out.tflite --keep dense --keep 0 --weights int4
	[ "$(layers out.tflite | grep -c '^float32 ')" -eq 2 ]
	[ "$(layers out.tflite | grep -c '^int8/int4 ')" -eq 4 ]
	whit budget out.tflite -t nrf52840 >/dev/null
	plan --min-snr 100 >table.txt
	quantized out.tflite --plan plan.json --keep 4
	[ "$(layers out.tflite | grep '^float32 ')" = "float32 CONV_2D" ]
	[ "$(layers out.tflite | grep -c '^int16/int8 ')" -eq 5 ]
}

@test "a layer that is not there, or that two could be, is not kept" {
	refuses "whit quantize: --keep: no layer 'conv9'; did you mean 'conv1'?" \
		quantized out.tflite --keep conv9
	for layer in gesture2go 9 -1 "" 1x; do
		refuses "whit quantize: --keep: no layer '$layer': give its number (0 to 8, see whit info) or its name" \
			quantized out.tflite --keep "$layer"
	done
	cp "$bad/same_names.tflite" same.tflite
	{ npy '<f4' '1, 4' && floats 1 0.5 2 0; } >x.npy
	refuses "whit quantize: --keep: layers 0 and 1 are both called 'y': give the number" \
		whit quantize same.tflite --data x.npy --keep y
	whit quantize same.tflite --data x.npy --keep 1 --quiet -o out.tflite
	[ "$(layers out.tflite | grep '^float32 ')" = "float32 RELU" ]
}

@test "threads change nothing that is measured" {
	plan >expected.txt
	cp plan.json expected.json
	for threads in 1 3; do
		plan --threads $threads >table.txt
		diff table.txt expected.txt
		cmp plan.json expected.json
	done
}

@test "what cannot go together is said" {
	plan >table.txt
	for how in "--to int16x8" "--weights int4" "--weights int8"; do
		# shellcheck disable=SC2086 # options are words
		refuses "whit quantize: --plan says what each layer becomes: leave out --to and --weights" \
			quantized out.tflite --plan plan.json $how
	done
	refuses "whit quantize: --min-snr is for the plan of --sensitivity; whit diff --min-snr is a gate" \
		quantized out.tflite --min-snr 30
	refuses "whit quantize: --sensitivity makes no model: leave out -o" \
		quantized out.tflite --sensitivity
	for how in "--to int16x8" "--weights int4" "--input-type uint8"; do
		# shellcheck disable=SC2086
		refuses "whit quantize: --sensitivity measures every width: leave out --to, --weights and types" \
			plan $how
	done
	for how in --best --equalize "--keep 1"; do
		# shellcheck disable=SC2086
		refuses "whit quantize: --sensitivity measures plain layers: leave out --keep and what wins accuracy back" \
			plan $how
	done
}
