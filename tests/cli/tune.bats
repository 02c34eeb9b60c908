# SPDX-License-Identifier: Apache-2.0
load setup
load data

top1()
{
	whit eval "$1" --data gesture_test.npz --json | json value | awk '{ print int(100 * $1) }'
}

# tune MODEL OPTION...: on the sample data, without a word
tune()
{
	whit tune "$1" --data gesture_train.npz --quiet "${@:2}"
}

# zeros MODEL: the share of each layer's weights that is 0, a line each
zeros()
{
	whit info --json "$1" | json zeros
}

# uniques MODEL: how many values each layer's parameters have
uniques()
{
	whit info --json "$1" | json unique
}

@test "labels alone train a model" {
	run --separate-stderr whit tune gesture.tflite --data gesture_train.npz --epochs 3 -o a.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "gesture.tflite: "*" bytes, 2966 parameters; 3 epochs of 540 samples in "*" s, 60 held out" ]]
	[[ "${lines[1]}" == "epoch "[123]" is the result" ]]
	[ "$(top1 a.tflite)" -ge 90 ]
	run ! cmp gesture.tflite a.tflite
}

@test "zeros stay where they are, and accuracy comes back" {
	whit prune -s 0.5 gesture.tflite --quiet -o pruned.tflite
	before=$(top1 pruned.tflite)
	tune pruned.tflite --epochs 20 --learning-rate 0.003 -o tuned.tflite
	[ "$(zeros tuned.tflite)" = "$(zeros pruned.tflite)" ]
	[ "$(top1 tuned.tflite)" -gt $((before + 10)) ]
	tune pruned.tflite --epochs 2 --no-keep-sparsity -o free.tflite
	[ "$(zeros free.tflite)" != "$(zeros pruned.tflite)" ]
}

@test "weights that share a value go on sharing one" {
	whit cluster -k 4 --per tensor gesture.tflite --quiet -o clustered.tflite
	before=$(top1 clustered.tflite)
	run --separate-stderr whit tune clustered.tflite --data gesture_train.npz --keep-clusters \
		--epochs 10 -o tuned.tflite
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "6 layers: weights that share a value go on sharing one" ]
	whit cluster -k 4 --per tensor tuned.tflite --quiet -o again.tflite
	whit diff tuned.tflite again.tflite
	[ "$(top1 tuned.tflite)" -gt "$before" ]
	run ! whit diff tuned.tflite clustered.tflite
}

@test "zeros and clusters stay at once" {
	whit prune -s 0.5 gesture.tflite --quiet | whit cluster -k 8 --per tensor --quiet -o a.tflite
	tune a.tflite --epochs 3 -o b.tflite
	[ "$(zeros b.tflite)" = "$(zeros a.tflite)" ]
	whit cluster -k 8 --per tensor b.tflite --quiet -o again.tflite
	whit diff b.tflite again.tflite
}

@test "weights go gradually, and most of the accuracy stays" {
	tune gesture.tflite -s 0.7 --global --score lamp --epochs 40 --learning-rate 0.003 -o a.tflite
	whit prune -s 0.7 --global gesture.tflite --quiet -o once.tflite
	[ "$(top1 a.tflite)" -gt "$(top1 once.tflite)" ]
	[ "$(top1 a.tflite)" -ge 80 ]
	whit prune -s 0.69 --global a.tflite --quiet -o same.tflite
	whit diff a.tflite same.tflite
}

@test "weights come to share values gradually" {
	tune gesture.tflite -k 8 --epochs 20 --learning-rate 0.003 -o a.tflite
	whit cluster -k 8 --per tensor a.tflite --quiet -o same.tflite
	whit diff a.tflite same.tflite
	[ "$(top1 a.tflite)" -ge 80 ]
}

@test "gradual pruning that was interrupted ends with the same file" {
	options=(--data gesture_train.npz --quiet -s 0.7 -k 8 --epochs 30)
	whit tune gesture.tflite "${options[@]}" -o whole.tflite
	whit tune gesture.tflite "${options[@]}" --checkpoint run.ckpt --checkpoint-every 0 \
		--log log.csv -o cut.tflite &
	until [ -s log.csv ]; do sleep 0.02; done
	kill -KILL $!
	wait $! || true
	[ ! -e cut.tflite ]
	whit tune gesture.tflite "${options[@]}" --resume run.ckpt -o cut.tflite
	cmp whole.tflite cut.tflite
	refuses_in "whit tune: run.ckpt: is of another training" \
		tune gesture.tflite -s 0.6 -k 8 --epochs 30 --resume run.ckpt -o out
}

@test "an autoencoder learns to give its own input" {
	needs "$SHARED/data/models/ad_float.tflite"
	cp "$SHARED/data/models/ad_float.tflite" "$SHARED/data/golden/ad_float_x.npy" .
	whit tune ad_float.tflite --data ad_float_x.npy --epochs 2 --validation 0 --json -o a.tflite >report
	[ "$(json accuracy <report | sort -u)" = null ]
	[ "$(json loss <report | sort -g | head -n 1)" = "$(json loss <report | tail -n 1)" ]
}

@test "models that cannot be trained are refused in a line" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	refuses_in "whit tune: gesture8.tflite: tensor '" tune gesture8.tflite -o out
	[[ "$stderr" == *": train the float32 model, then quantize it" ]]
	cp "$bad/unknown_op.tflite" .
	{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 1 1; } >x.npy
	{ npy '<f4' '2, 2' && floats 1 1 1 1; } >t.npy
	refuses_in "whit tune: unknown_op.tflite: operator 1 (COS): " \
		whit tune unknown_op.tflite --data x.npy --loss squared --teacher t.npy -o out
	[ ! -e out ]
}

@test "what is to be kept must be there" {
	refuses "whit tune: gesture.tflite: --keep-clusters: no layer's weights share few values" \
		tune gesture.tflite --keep-clusters -o out
	refuses "whit tune: gesture.tflite: --keep-sparsity: no weight is 0" \
		tune gesture.tflite --keep-sparsity -o out
	refuses "whit tune: --keep-sparsity and --no-keep-sparsity exclude each other" \
		tune gesture.tflite --keep-sparsity --no-keep-sparsity -o out
	refuses "whit tune: --values makes clusters anew: leave out --keep-clusters" \
		tune gesture.tflite --keep-clusters -k 4 -o out
	refuses "whit tune: --global and --score are for a --sparsity" tune gesture.tflite --global -o out
	refuses "whit tune: --per is for --values" tune gesture.tflite --per channel -o out
}

@test "labels out of range, of too few rows, or of no use are named" {
	cp "$bad/small.tflite" .
	{ npy '<f4' '2, 4' && floats 1 1 1 1 0 0.5 1 2; } >x.npy
	{ npy '|u1' '2,' && bytes 0 77; } >y.npy
	refuses_in "whit tune: y.npy: row 1: class 77 is not one of 0 to " \
		whit tune small.tflite --data x.npy --labels y.npy --loss cross-entropy -o out
	{ npy '|u1' '1,' && bytes 0; } >y.npy
	refuses "whit tune: y.npy: 1 labels for 2 rows of data" \
		whit tune small.tflite --data x.npy --labels y.npy --loss cross-entropy -o out
	refuses "whit tune: neither labels nor a teacher to train to" \
		whit tune gesture.tflite --data gesture_train.npz:x -o out
	[ ! -e out ]
}

@test "a loss that stops being a number ends it, naming epoch and step" {
	cp "$bad/small.tflite" .
	{ npy '<f4' '4, 4' && for _ in 1 2 3 4; do floats 1 4 4 2; done; } >x.npy
	whit run small.tflite --data x.npy -o y.npy
	n=$(shape y.npy | cut -d, -f2 | tr -d ' ')
	{ npy '<f4' "4, $n" && for _ in $(seq $((4 * n))); do floats 0; done; } >t.npy
	refuses_in "whit tune: small.tflite: epoch " \
		whit tune small.tflite --data x.npy --labels t.npy --loss squared --optimizer sgd \
		--lr 1000 --epochs 1000 --schedule constant --validation 0 -o out
	[[ "$stderr" == *" step "*" is not finite; a lower learning rate may help" ]]
	[ ! -e out ]
}

@test "prune --tune and cluster --tune are its gradual forms" {
	common=(gesture.tflite --data gesture_train.npz --epochs 2 --quiet)
	whit tune "${common[@]}" -s 0.5 -o a.tflite
	whit prune --schedule cubic --tune "${common[@]}" -s 0.5 -o b.tflite
	cmp a.tflite b.tflite
	whit tune "${common[@]}" -k 16 -o a.tflite
	whit cluster "${common[@]}" --tune -o b.tflite
	cmp a.tflite b.tflite
	refuses "whit prune: --tune needs a --sparsity, or a --plan of shares" \
		whit prune "${common[@]}" --tune -o out
	refuses "whit prune: --schedule is for --tune" \
		whit prune --schedule cubic -s 0.5 gesture.tflite -o out
	refuses "whit cluster: no data: give --data FILE.npy" whit cluster --tune gesture.tflite -o out
	[ ! -e out ]
}

@test "a model trained for int8 carries its ranges, and quantize needs no data" {
	whit prune -s 0.3 gesture.tflite --quiet -o pruned.tflite
	run --separate-stderr whit tune pruned.tflite --data gesture_train.npz --qat --epochs 10 \
		--learning-rate 0.003 -o qat.tflite
	[ "$status" -eq 0 ]
	[[ "$output" == *"figures are those of int8, for which it has the ranges"* ]]
	[ "$(zeros qat.tflite)" = "$(zeros pruned.tflite)" ]
	whit quantize qat.tflite --quiet -o qat8.tflite
	float=$(top1 qat.tflite) int8=$(top1 qat8.tflite)
	[ "$int8" -ge 80 ]
	[ "$int8" -ge $((float - 3)) ]
}

@test "batch normalisation is there while training, and folded away in the file" {
	run --separate-stderr whit tune gesture.tflite --data gesture_train.npz --epochs 3 \
		--batch-norm -o a.tflite
	[ "$status" -eq 0 ]
	[[ "${lines[1]}" == *" convolutions were normalised while training" ]]
	[ "$(top1 a.tflite)" -ge 90 ]
	[ "$(whit info --json a.tflite | json operator)" = "$(whit info --json gesture.tflite | json operator)" ]
	tune gesture.tflite --epochs 3 --batch-norm --threads 1 -o b.tflite
	cmp a.tflite b.tflite
	tune gesture.tflite --epochs 3 -o c.tflite
	run ! cmp a.tflite c.tflite
	[ "$(whit tune gesture.tflite --data gesture_train.npz --epochs 1 --json -o c.tflite |
		json normalised_layers)" = 0 ]
}

@test "batch normalisation leaves zeros, and is refused where it would undo more" {
	whit prune -s 0.5 gesture.tflite --quiet -o pruned.tflite
	tune pruned.tflite --epochs 2 --batch-norm -o tuned.tflite
	[ "$(zeros tuned.tflite)" = "$(zeros pruned.tflite)" ]
	whit cluster -k 4 --per tensor gesture.tflite --quiet -o clustered.tflite
	refuses_in "whit tune: clustered.tflite: weights share values, which --batch-norm would tear apart" \
		tune clustered.tflite --batch-norm -o out
	for option in --keep-clusters --qat "--values=8"; do
		refuses_in "whit tune: --batch-norm changes all weights of a channel when it is folded: not with ${option%=8}" \
			tune gesture.tflite --batch-norm "$option" -o out
	done
	[ ! -e out ]
}
