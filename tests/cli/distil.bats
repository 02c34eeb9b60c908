# SPDX-License-Identifier: Apache-2.0
load setup
load data

# top1 MODEL: the share of the test rows that it gets right, in percent
top1()
{
	whit eval "$1" --data gesture_test.npz --json | json value | awk '{ print int(100 * $1) }'
}

# the_logits: those of the sample model, as teacher.npy
the_logits()
{
	whit logits gesture.tflite --data gesture_train.npz --quiet -o teacher.npy
}

# distil OPTION...: the sample model from those, without a word
distil()
{
	whit distil gesture.tflite --data gesture_train.npz --teacher teacher.npy --quiet "$@"
}

@test "a student of pruned weights learns what its teacher knows" {
	the_logits
	whit prune -s 0.5 gesture.tflite --quiet -o start.tflite
	[ "$(top1 start.tflite)" -lt 80 ]
	run --separate-stderr whit distil start.tflite --data gesture_train.npz \
		--teacher teacher.npy -o student.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "start.tflite: "*" bytes, 2966 parameters; 20 epochs of 540 samples in "*" s, 60 held out" ]]
	[ "$(top1 student.tflite)" -ge 85 ]
}

@test "the result is the same for any number of threads, and from a pipe" {
	the_logits
	distil --epochs 2 --threads 1 -o a.tflite
	distil --epochs 2 --threads 3 -o b.tflite
	cmp a.tflite b.tflite
	whit distil --data gesture_train.npz --teacher teacher.npy --epochs 2 --quiet \
		<gesture.tflite | cmp - a.tflite
	distil --epochs 2 --seed 2 -o c.tflite
	run ! cmp a.tflite c.tflite
}

@test "a teacher's model says what its logits say" {
	the_logits
	distil --epochs 2 -o a.tflite
	whit distil gesture.tflite --data gesture_train.npz --teacher-model gesture.tflite \
		--epochs 2 --quiet -o b.tflite
	cmp a.tflite b.tflite
}

@test "a teacher is asked for samples as they are changed, by any number of threads" {
	for n in 1 2; do
		whit distil gesture.tflite --data gesture_train.npz --teacher-model gesture.tflite \
			--augment noise=0.1,mixup --epochs 2 --threads $n --quiet -o $n.tflite
	done
	cmp 1.tflite 2.tflite
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit distil gesture.tflite --data gesture_train.npz --teacher-model gesture8.tflite \
		--augment noise --epochs 2 --quiet -o 8.tflite
	[ "$(top1 8.tflite)" -ge 90 ]
}

@test "a teacher is enough: no labels are needed" {
	the_logits
	whit distil gesture.tflite --data gesture_train.npz:x --teacher teacher.npy --json \
		--epochs 2 -o a.tflite >report
	[ "$(json accuracy <report | sort -u)" = null ]
	[ "$(json validation_loss <report | grep -c '^[0-9]')" -eq 2 ]
	[ "$(top1 a.tflite)" -ge 90 ]
}

@test "a log has a line an epoch, as CSV or JSON, and the report has the same" {
	the_logits
	distil --epochs 3 --log log.csv -o a.tflite
	[ "$(wc -l <log.csv)" -eq 4 ]
	[ "$(head -n 1 log.csv)" = "epoch,learning_rate,loss,accuracy,validation_loss,validation_accuracy,seconds,best" ]
	whit distil gesture.tflite --data gesture_train.npz --teacher teacher.npy --epochs 3 \
		--log log.jsonl --json -o b.tflite >report
	[ "$(wc -l <log.jsonl)" -eq 3 ]
	[ "$(cut -d, -f3 log.csv | tail -n 3)" = "$(sed 's/.*"loss":\([^,]*\).*/\1/' log.jsonl)" ]
	[ "$(cut -d, -f3 log.csv | tail -n 3)" = "$(json loss <report)" ]
	[ "$(json schema <report)" = 1 ]
}

# interrupts SIGNAL COMMAND...: sends it once log.csv has a line
interrupts()
{
	"${@:2}" --log log.csv 2>said &
	until [ -s log.csv ]; do sleep 0.02; done
	kill "-$1" $!
	status=0
	wait $! || status=$?
}

@test "interrupted, it leaves a checkpoint, says how to go on, and ends with the same file" {
	the_logits
	options=(gesture.tflite --data gesture_train.npz --teacher teacher.npy --epochs 100 --quiet)
	whit distil "${options[@]}" -o whole.tflite
	interrupts TERM whit distil "${options[@]}" --checkpoint run.ckpt -o cut.tflite
	[ "$status" -eq 143 ]
	[ ! -e cut.tflite ]
	grep -x "whit distil: interrupted in epoch [0-9]* of 100; the same with --resume run.ckpt goes on" said
	whit distil "${options[@]}" --resume run.ckpt --log log.csv -o cut.tflite
	cmp whole.tflite cut.tflite
	[ "$(wc -l <log.csv)" -eq 101 ]
}

@test "killed, it goes on from its last checkpoint, to the same file" {
	the_logits
	options=(gesture.tflite --data gesture_train.npz --teacher teacher.npy --epochs 30 --quiet)
	whit distil "${options[@]}" -o whole.tflite
	interrupts KILL whit distil "${options[@]}" --checkpoint run.ckpt --checkpoint-every 0 \
		-o cut.tflite
	[ "$status" -eq 137 ]
	[ ! -e cut.tflite ]
	whit distil "${options[@]}" --resume run.ckpt -o cut.tflite
	cmp whole.tflite cut.tflite
}

@test "averages of batch normalisation survive an interruption" {
	the_logits
	options=(gesture.tflite --data gesture_train.npz --teacher teacher.npy --epochs 30 --quiet --batch-norm)
	whit distil "${options[@]}" -o whole.tflite
	interrupts KILL whit distil "${options[@]}" --checkpoint run.ckpt --checkpoint-every 0 \
		-o cut.tflite
	[ ! -e cut.tflite ]
	whit distil "${options[@]}" --resume run.ckpt -o cut.tflite
	cmp whole.tflite cut.tflite
}

@test "a checkpoint goes with one training" {
	the_logits
	distil --epochs 2 --checkpoint run.ckpt -o a.tflite
	distil --epochs 2 --resume run.ckpt -o b.tflite
	cmp a.tflite b.tflite
	refuses_in "whit distil: run.ckpt: is of another training" \
		distil --epochs 3 --resume run.ckpt -o c.tflite
	head -c 1000 run.ckpt >short.ckpt
	refuses_in "whit distil: short.ckpt: " distil --epochs 2 --resume short.ckpt -o c.tflite
	[ ! -e c.tflite ]
}

@test "what does not go together is named, and nothing is written" {
	the_logits
	refuses_in "whit distil: no teacher: give --teacher LOGITS.npy" \
		whit distil gesture.tflite --data gesture_train.npz -o out
	refuses "whit distil: no data: give --data FILE.npy" \
		whit distil gesture.tflite --teacher teacher.npy -o out
	refuses "whit distil: --teacher and --teacher-model exclude each other" \
		distil --teacher-model gesture.tflite -o out
	whit logits gesture.tflite --data gesture_test.npz --limit 10 --quiet -o ten.npy
	refuses "whit distil: ten.npy: 10 rows of logits, the data have 600" \
		whit distil gesture.tflite --data gesture_train.npz --teacher ten.npy -o out
	refuses "whit distil: gesture_test.npz:y: rows of 1 logits, but the model has 6 outputs" \
		whit distil gesture.tflite --data gesture_train.npz --teacher gesture_test.npz:y -o out
	cp "$bad/small.tflite" .
	refuses_in "whit distil: small.tflite: the teacher has 2 outputs, but the model has 6" \
		whit distil gesture.tflite --data gesture_train.npz --teacher-model small.tflite -o out
	[ ! -e out ]
}

@test "logits that are no numbers are named" {
	cp "$bad/small.tflite" .
	{ npy '<f4' '2, 4' && floats 1 1 1 1 0 0.5 1 2; } >x.npy
	whit run small.tflite --data x.npy -o y.npy
	n=$(shape y.npy | cut -d, -f2 | tr -d ' ')
	{ npy '<f4' "2, $n" && for _ in $(seq $((2 * n - 1))); do floats 1; done && floats nan; } >t.npy
	refuses "whit distil: t.npy: row 1, value $((n - 1)): nan is no finite float32" \
		whit distil small.tflite --data x.npy --teacher t.npy --loss cross-entropy -o out
	[ ! -e out ]
}

@test "options out of range, or without sense, are named" {
	the_logits
	refuses "whit distil: --warmup 2: there are 2 epochs" distil --epochs 2 --warmup 2 -o out
	refuses_in "whit distil: --patience needs samples held out" \
		distil --validation 0 --patience 2 -o out
	refuses_in "whit distil: --keep loss needs samples held out" \
		distil --validation 0 --keep loss -o out
	refuses "whit distil: --augment: unknown 'shif'; did you mean 'shift'?" \
		distil --augment shif -o out
	refuses "whit distil: --augment: flip takes no number" distil --augment flip=1 -o out
	refuses "whit distil: --augment: noise is there twice" distil --augment noise,noise -o out
	refuses_in "whit distil: --augment: shift=1.5: expected a whole number" \
		distil --augment shift=1.5 -o out
	refuses "whit distil: --log log.txt: a log is written as .csv or .jsonl" \
		distil --log log.txt -o out
	refuses "whit distil: --plot p.jpg: a picture is written as .png" distil --plot p.jpg -o out
	[ ! -e out ]
}

@test "a terminal sees how far it is" {
	the_logits
	on_terminal "whit distil gesture.tflite --data gesture_train.npz --teacher teacher.npy --epochs 100 -o a.tflite"
	[ "$status" -eq 0 ]
	[[ "$output" == *"epoch "*"/100, "*" %: loss "*", accuracy "*" %, held out "* ]]
}

@test "a small student learns from the logits of a teacher of MNIST" {
	needs "$SHARED/data/mnist"
	mnist=$SHARED/data/mnist
	data=(--data "$mnist/train-images-idx3-ubyte.gz" --labels "$mnist/train-labels-idx1-ubyte.gz"
		--scale 0.00392156862745098 --limit 12000 --quiet)
	whit distil "$SHARED/data/models/student.onnx" "${data[@]}" \
		--teacher "$mnist/teacher_train_logits.npy" --epochs 3 --learning-rate 0.01 -o student.tflite
	whit eval student.tflite --data "$mnist/t10k-images-idx3-ubyte.gz" \
		--labels "$mnist/t10k-labels-idx1-ubyte.gz" --scale 0.00392156862745098 --at-least 0.75
}
