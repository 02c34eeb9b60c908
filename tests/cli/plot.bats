# SPDX-License-Identifier: Apache-2.0
# plot: pictures of sets of models.
load setup

models()
{
	whit quantize gesture.tflite --data gesture_train.npz -o int8.tflite --quiet
	whit cluster -k 4 int8.tflite --quiet | whit huffman -o few.tflite --quiet
}

@test "models are measured as eval does, and drawn, the same each time" {
	models
	whit plot pareto gesture.tflite int8.tflite few.tflite --data gesture_test.npz -o a.png >a.txt
	is_png 1100 760 a.png
	for model in gesture int8 few; do
		accuracy=$(whit eval $model.tflite --data gesture_test.npz | sed -n 's/^top1 \([0-9.]*\) .*/\1/p')
		grep -qE "^$model +$(stat -c %s $model.tflite) +$accuracy" a.txt
	done
	[ "$(wc -l <a.txt)" -eq 4 ]
	whit plot pareto few.tflite gesture.tflite int8.tflite --data gesture_test.npz --threads 1 \
		--quiet >b.png
	cmp a.png b.png
}

@test "a file of models is drawn alone, or with others" {
	printf '%s\n' name,bytes,accuracy a,9604,95.5% b,7640,0.89 >models.csv
	whit plot pareto --from models.csv -o a.png >a.txt
	is_png 1100 760 a.png
	[ "$(head -2 a.txt | tail -1)" = "b       7640    0.8900  best for its bytes" ]
	whit plot pareto gesture.tflite --from - --data gesture_test.npz -o b.png --json \
		<models.csv >b.json
	[ "$(grep -c '"name"' b.json)" -eq 3 ]
	grep -q '"on_front":.*true' b.json
	cat models.csv | whit plot pareto --from - -o c.png >c.txt
	cmp a.png c.png && cmp a.txt c.txt
	refuses "whit plot: (stdin): empty input; did the command before it fail?" \
		whit plot pareto --from - -o d.png </dev/null
	[ ! -e d.png ]
}

@test "what is wrong is said in one line, and nothing is written" {
	refuses "whit plot: no models: name some, or a file of them with --from" \
		whit plot pareto -o a.png
	refuses "whit plot: CHART: expected one of pareto, not 'bars'; see whit plot --help" \
		whit plot bars -o a.png
	refuses "whit plot: -o a.jpg: a picture is written as .png" \
		whit plot pareto gesture.tflite --data gesture_test.npz -o a.jpg
	refuses "whit plot: no/a.png: No such file or directory" \
		whit plot pareto gesture.tflite --data gesture_test.npz -o no/a.png
	refuses "whit plot: none.tflite: No such file or directory" \
		whit plot pareto gesture.tflite none.tflite --data gesture_test.npz -o a.png
	echo a,100 >models.csv
	refuses "whit plot: models.csv: line 1: expected three values: name, bytes, accuracy" \
		whit plot pareto --from models.csv -o a.png
	echo name,bytes,accuracy >models.csv
	refuses "whit plot: models.csv: no models in it" whit plot pareto --from models.csv -o a.png
	refuses "whit plot: --group is for --metric auc, not top1" whit plot pareto gesture.tflite \
		--data gesture_test.npz --group gesture_test.npz:y -o a.png
	[ ! -e a.png ] && [ ! -e a.jpg ]
}

@test "a picture is not written to a terminal" {
	on_terminal "whit plot pareto gesture.tflite --data gesture_test.npz"
	[ "$status" -eq 2 ]
	[ "$output" = "whit plot: refusing to write a picture to a terminal" ]
}
