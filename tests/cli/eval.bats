# SPDX-License-Identifier: Apache-2.0
load setup
load data

# What most tests here measure.
gesture()
{
	whit eval gesture.tflite --data gesture_test.npz --labels gesture_test.npz "$@"
}

@test "accuracy comes with a table of classes and a confusion matrix" {
	run --separate-stderr gesture
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${lines[0]}" = "top1 0.9550 on 600 rows" ]
	[ "${lines[1]}" = "class  rows  right  share  precision" ]
	[ "${lines[2]}" = "    0   100     98  0.980      0.867" ]
	[ "${lines[8]}" = "confusion (row: label, column: answer)" ]
	[ "${lines[10]}" = "0  98   1   0   0   1   0" ]
	[ "${#lines[@]}" -eq 16 ]
}

@test "labels are taken from beside the data" {
	run whit eval gesture.tflite --data gesture_test.npz
	[ "${lines[0]}" = "top1 0.9550 on 600 rows" ]
	refuses "whit eval: no labels: give --labels FILE.npy" \
		whit eval gesture.tflite --data gesture_test.npz:x
}

@test "every metric there is" {
	run gesture --metric top5
	[ "${lines[0]}" = "top5 1.0000 on 600 rows" ]
	run gesture --metric auc
	[[ "$output" =~ ^auc\ 0\.99[0-9]*\ on\ 600\ rows$ ]]
	whit run gesture.tflite --data gesture_test.npz -o y.npy
	run whit eval gesture.tflite --data gesture_test.npz --labels y.npy --metric mse
	[ "$output" = "mse 0 on 600 rows" ]
}

@test "int8 is nearly as good, and a gate tells" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet |
		whit eval --data gesture_test.npz --labels gesture_test.npz --at-least 0.94 >out.txt
	run head -n 1 out.txt
	[ "$output" = "top1 0.9517 on 600 rows" ]
}

@test "below --at-least or above --at-most is 1, and the report is there" {
	gesture --at-least 0.955 --at-most 0.955
	for limit in "--at-least 0.9551" "--at-most 0.9549"; do
		# shellcheck disable=SC2086 # an option and its argument
		run --separate-stderr gesture $limit
		[ "$status" -eq 1 ]
		[[ "$stderr" == "whit eval: gesture.tflite: top1 0.955 is "*" $limit" ]]
		[ "${lines[0]}" = "top1 0.9550 on 600 rows" ]
	done
}

@test "a limit that no share can have is misuse" {
	refuses "whit eval: --at-least 95: top1 is a share, from 0 to 1" gesture --at-least 95
	refuses "whit eval: --at-least: expected a number (0 or more), not '-1'; see whit eval --help" \
		gesture --at-least -1
}

@test "the report in JSON" {
	run --separate-stderr gesture --json --at-least 0.99
	[ "$status" -eq 1 ]
	[ "$stderr" = "whit eval: gesture.tflite: top1 0.955 is below --at-least 0.99" ]
	echo "$output" >report.json
	[ "$(json schema <report.json)" = 1 ]
	[ "$(json metric <report.json)" = '"top1"' ]
	[ "$(json value <report.json)" = 0.955 ]
	[ "$(json rows <report.json | head -n 1)" = 600 ]
	[ "$(json at_least <report.json)" = 0.99 ]
	[ "$(json met <report.json)" = false ]
	[ "$(json class <report.json | tr '\n' ' ')" = "0 1 2 3 4 5 " ]
	[ "$(json right <report.json | tr '\n' ' ')" = "98 88 96 97 95 99 " ]
	grep -q '"confusion":.\[\[98, 1, 0, 0, 1, 0\],' report.json
	[ "${lines[0]}" = "{" ]
	[ "${lines[-1]}" = "}" ]
}

@test "an autoencoder is judged by how far it is off, row by row or in groups" {
	# Ones come out as halves: an error of 0.25. Zeros stay: none.
	local model=$bad/halver.tflite
	{ npy '<f4' '4, 4' && floats 1 1 1 1 0 0 0 0 0 0 0 0 1 1 1 1; } >x.npy
	run whit eval "$model" --data x.npy --metric mse
	[ "$output" = "mse 0.125 on 4 rows" ]
	{ npy '|u1' '4,' && bytes 1 0 0 1; } >anomalies.npy
	run whit eval "$model" --data x.npy --labels anomalies.npy --metric auc
	[ "$output" = "auc 1.0000 on 4 rows" ]
	{ npy '|u1' '4,' && bytes 1 1 0 0; } >halves.npy
	run whit eval "$model" --data x.npy --labels halves.npy --metric auc
	[ "$output" = "auc 0.5000 on 4 rows" ]
	{ npy '|u1' '4,' && bytes 7 3 3 7; } >recordings.npy
	run whit eval "$model" --data x.npy --labels anomalies.npy --metric auc \
		--group recordings.npy --at-least 1
	[ "$status" -eq 0 ]
	[ "$output" = "auc 1.0000 on 2 groups of 4 rows" ]
	refuses_in "whit eval: $model: group 3 has rows of both labels" \
		whit eval "$model" --data x.npy --labels halves.npy --metric auc --group recordings.npy
}

@test "labels may be whole numbers of any type, or one-hot" {
	local model=$bad/small.tflite
	{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 1 1; } >x.npy
	{ npy '<f4' '2, 1' && floats 0 1; } >float.npy
	{ npy '|b1' '2,' && bytes 0 1; } >bool.npy
	{ npy '|u1' '2, 2' && bytes 1 0 0 1; } >one_hot.npy
	for labels in float bool one_hot; do
		run whit eval "$model" --data x.npy --labels $labels.npy
		[ "${lines[0]}" = "top1 0.5000 on 2 rows" ]
	done
}

@test "labels that are none are named, with their row" {
	local model=$bad/small.tflite
	{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 1 1; } >x.npy
	labels_are()
	{
		local message=$1 type=$2 shape=$3
		shift 3
		{ npy "$type" "$shape" && "$@"; } >y.npy
		refuses_in "whit eval: $message" whit eval "$model" --data x.npy --labels y.npy
	}
	labels_are "y.npy: 3 labels for 2 rows" '|u1' '3,' bytes 0 1 0
	labels_are "y.npy: row 1: 0.5 is not a whole number" '<f4' '2,' floats 0 0.5
	labels_are "y.npy: row 0: nan is" '<f4' '2,' floats nan 0
	labels_are "y.npy: row 1: class -3 is not one of" '|i1' '2,' bytes 0 -3
	labels_are "y.npy: row 1 is not one-hot" '|u1' '2, 2' bytes 1 0 1 1
	labels_are "$model: row 1 has label 2, but the model has 2 outputs" '|u1' '2,' bytes 0 2
}

@test "misuse is named" {
	refuses "whit eval: no data: give --data FILE.npy" whit eval gesture.tflite
	refuses "whit eval: --group is for --metric auc, not top1" gesture --group gesture_test.npz:y
	refuses "whit eval: gesture_test.npz: no array 'group'; there are: x, y" \
		gesture --metric auc --group gesture_test.npz
	refuses_in "whit eval: gesture.tflite: a mean squared error needs targets" gesture --metric mse
	refuses "whit eval: --metric: expected one of top1, top5, auc, mse, not 'f1'; see whit eval --help" \
		gesture --metric f1
}

@test "outputs that are no numbers have no rank" {
	{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 1 1; } >x.npy
	{ npy '|u1' '2,' && bytes 0 1; } >y.npy
	for metric in top1 auc; do
		refuses_in "whit eval: $bad/nan_weight.tflite: output 0 of row 0 is not a number" \
			timeout 10 whit eval "$bad/nan_weight.tflite" --data x.npy --labels y.npy --metric $metric
	done
}

@test "targets that are no numbers are refused" {
	{ npy '<f4' '1, 4' && floats 1 1 1 1; } >x.npy
	{ npy '<f4' '1, 4' && floats 1 1 nan 1; } >y.npy
	refuses "whit eval: y.npy: row 0, value 2: nan is no finite float32" \
		whit eval "$bad/halver.tflite" --data x.npy --labels y.npy --metric mse
}

@test "keyword spotting is as good as it was measured to be" {
	needs "$SHARED/data/kws"
	local kws=$SHARED/data/kws/kws_dev models=$SHARED/data/models
	run whit eval "$models/kws_int8.tflite" --data "${kws}_x.npy" --labels "${kws}_y.npy"
	[ "${lines[0]}" = "top1 0.8933 on 600 rows" ]
	run whit eval "$models/kws_float.tflite" --data "${kws}_xf.npy" --labels "${kws}_y.npy"
	[ "${lines[0]}" = "top1 0.8983 on 600 rows" ]
	run whit eval "$models/kws_float.tflite" --data "${kws}_x.npy" --labels "${kws}_y.npy" \
		--data-scale 0.584702909 --data-zero-point 83
	[ "${lines[0]}" = "top1 0.8983 on 600 rows" ]
}

@test "image classification is as good as it was measured to be" {
	needs "$SHARED/data/cifar10/cifar10_test2k.npz"
	local data=$SHARED/data/cifar10/cifar10_test2k.npz models=$SHARED/data/models
	run whit eval "$models/ic_float.tflite" --data "$data" --labels "$data"
	[ "${lines[0]}" = "top1 0.7590 on 2000 rows" ]
	run whit eval "$models/ic_int8.tflite" --data "$data" --labels "$data"
	[ "${lines[0]}" = "top1 0.7615 on 2000 rows" ]
}
