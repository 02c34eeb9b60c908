# SPDX-License-Identifier: Apache-2.0
load setup
load data

# zeros REPORT: how many each layer has in the end
zeros()
{
	json after_zeros <"$1" | tail -n +2 | tr '\n' ' '
}

@test "a share of each layer's weights becomes 0" {
	run --separate-stderr whit prune -s 0.5 gesture.tflite -o out.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	local before after
	before=$(wc -c <gesture.tflite)
	after=$(wc -c <out.tflite)
	[ "${lines[0]}" = "gesture.tflite: $before -> $after bytes, 50.0 % of 2816 weights are 0 (0.0 % before)" ]
	[ "${lines[1]}" = "pruned by magnitude" ]
	[[ "${lines[3]}" =~ ^0\ +CONV_2D\ +conv1\ +16\ +240\ +0\.0\ %\ +50\.0\ %\ +9[0-9]\.[0-9]\ %$ ]]
	[ "${lines[9]}" = 'zeros take up room until `whit huffman` packs them' ]
	whit info out.tflite | grep -q '^47.5 % of the parameters are zero' # biases are not
	run --separate-stderr whit prune -s 0.5 --quiet gesture.tflite -o out.tflite
	[ -z "$output$stderr" ]
}

@test "a file and a pipe give the same, and the report goes to stderr beside a model" {
	whit prune -s 0.5 --quiet gesture.tflite -o a.tflite
	whit prune -s 0.5 <gesture.tflite 2>report.txt | cat >b.tflite
	cmp a.tflite b.tflite
	grep -q '^(stdin): 14736 -> [0-9]* bytes, 50.0 % of 2816 weights' report.txt
	whit prune -s 0.8 --quiet gesture.tflite | whit info | grep -q '^7[0-9].[0-9] % of the parameters are zero'
}

@test "the report as JSON" {
	whit prune -s 0.5 --json --skip dense gesture.tflite -o out.tflite >report.json
	[ "$(json schema <report.json)" = 1 ]
	[ "$(json before_bytes <report.json)" = 14736 ]
	[ "$(json after_bytes <report.json)" = "$(wc -c <out.tflite)" ]
	[ "$(json how <report.json)" = '"by magnitude"' ]
	[ "$(json after_zeros <report.json | tr '\n' ' ')" = "1264 120 40 256 80 768 0 " ]
	[ "$(json is_left_alone <report.json | uniq | tr '\n' ' ')" = "false true " ]
	[ "$(json index <report.json | tr '\n' ' ')" = "0 1 2 3 4 7 " ]
	grep -q '"passed_over":.*\[\]' report.json
}

@test "pruning again by the same share changes nothing" {
	whit prune -s 0.5 --quiet gesture.tflite -o a.tflite
	run whit prune -s 0.4 a.tflite -o b.tflite
	[ "${lines[-1]}" = "nothing to prune: all was so already" ]
	cmp a.tflite b.tflite
}

@test "layers are chosen by number and by name" {
	whit prune -s 0.5 --json --only conv1 --only 4 gesture.tflite -o a.tflite >report.json
	[ "$(zeros report.json)" = "120 0 0 0 768 0 " ]
	whit prune -s 0.5 --json --skip conv1 --skip pointwise3 gesture.tflite -o b.tflite >report.json
	[ "$(zeros report.json)" = "0 40 256 80 0 144 " ]
	whit prune -s 0.5 --json --only conv1 --only 4 --skip 0 gesture.tflite -o c.tflite >report.json
	[ "$(zeros report.json)" = "0 0 0 0 768 0 " ]
	whit prune -s 0.5 --quiet --skip conv1 --skip 4 a.tflite -o ab.tflite
	whit prune -s 0.5 --quiet gesture.tflite -o all.tflite
	cmp ab.tflite all.tflite
}

@test "a layer that is not there, or has no weights, is refused" {
	pruned() { whit prune -s 0.5 gesture.tflite -o out.tflite "$@"; }
	refuses "whit prune: --only: no layer 'conv9'; did you mean 'conv1'?" pruned --only conv9
	refuses "whit prune: --skip: no layer 'first': give its number (0 to 8, see whit info) or its name" \
		pruned --skip first
	refuses "whit prune: --only: layer 'gesture' has no weights" pruned --only gesture
	refuses "whit prune: gesture.tflite: no layer with weights is left to work on" \
		pruned --only 1 --skip depthwise2
	[ ! -e out.tflite ]
}

@test "one threshold for all layers" {
	whit prune -s 0.5 --global --json gesture.tflite -o out.tflite >report.json
	[ "$(json after_zeros <report.json | head -n 1)" = 1408 ]
	grep -q '"how":.*"by magnitude, one threshold for all layers"' report.json
	[ "$(zeros report.json)" != "120 40 256 80 768 144 " ]
	whit prune -s 0.9999 --global --json gesture.tflite -o out.tflite >report.json
	[ "$(zeros report.json)" = "239 79 511 159 1535 287 " ]
}

@test "a pattern leaves so many of each group" {
	whit prune --pattern 2:4 --json gesture.tflite -o out.tflite >report.json
	[ "$(json how <report.json)" = '"2 of 4 by magnitude"' ]
	# Three input channels, and five taps, leave a rest of which two and one stay.
	[ "$(zeros report.json)" = "80 32 256 64 768 144 " ]
	whit prune --pattern 1:64 --json --only dense gesture.tflite -o out.tflite >report.json
	[ "$(zeros report.json)" = "0 0 0 0 0 282 " ]
}

@test "int8 and int4 models are pruned as well" {
	for weights in int8 int4; do
		whit quantize gesture.tflite --data gesture_train.npz --weights $weights --quiet -o q.tflite
		whit prune -s 0.75 --json q.tflite -o out.tflite >report.json
		[ "$(json after_zeros <report.json | head -n 1)" -ge 2112 ]
		[ "$(wc -c <out.tflite)" = "$(wc -c <q.tflite)" ]
		whit run out.tflite --data gesture_test.npz -o y.npy
	done
	whit quantize gesture.tflite --data gesture_train.npz --to int16x8 --quiet -o q.tflite
	whit prune -s 0.75 --json q.tflite -o out.tflite >report.json
	[ "$(json after_zeros <report.json | head -n 1)" -ge 2112 ]
}

@test "weights that are dequantised as the model runs are not pruned" {
	whit quantize gesture.tflite --to float16 --quiet -o half.tflite
	refuses_in "whit prune: half.tflite: conv1/w" whit prune -s 0.5 half.tflite -o out.tflite
	[[ "$stderr" == *": weights are dequantised as the model runs" ]]
	[ ! -e out.tflite ]
}

@test "dead channels go, and outputs stay as they are" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o q.tflite
	# With a single weight left in each layer most channels have none.
	whit prune -s 0.97 --quiet q.tflite -o a.tflite
	run --separate-stderr whit prune --dead a.tflite -o b.tflite
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "pruned dead channels" ]
	[[ "${lines[2]}" =~ ^150\ -\>\ [0-9]+\ channels,\ 2816\ -\>\ [0-9]+\ weights,\ 54048\ -\>\ [0-9]+\ MACs$ ]]
	[ "$(wc -c <b.tflite)" -lt "$(($(wc -c <a.tflite) / 2))" ]
	whit run a.tflite --data gesture_test.npz -o a.npy
	whit run b.tflite --data gesture_test.npz -o b.npy
	cmp a.npy b.npy
	whit prune -s 0.97 --dead --quiet q.tflite -o both.tflite
	cmp b.tflite both.tflite
}

@test "channels are removed by their share" {
	run --separate-stderr whit prune -s 0.25 --structured gesture.tflite -o a.tflite
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "pruned channels by the norms of their weights" ]
	[[ "${lines[*]}" == *"16 -> 12"* && "${lines[*]}" == *"48 -> 36"* ]]
	whit run a.tflite --data gesture_test.npz -o y.npy
	whit prune -s 0.25 --structured --data gesture_train.npz --json gesture.tflite -o b.tflite >report.json
	[ "$(json how <report.json)" = '"channels by what others miss of them"' ]
	[ "$(wc -c <b.tflite)" = "$(wc -c <a.tflite)" ]
	whit prune -s 0.25 --structured --skip pointwise3 --json gesture.tflite -o c.tflite >report.json
	[ "$(json after_channels <report.json | tail -n 2 | head -n 1)" = 48 ]
}

@test "weights that stay make up for those that go" {
	share() # of the test's gestures that a pruned model knows
	{
		whit prune -s 0.7 --quiet gesture.tflite -o pruned.tflite "$@"
		whit info pruned.tflite | grep -q '^6[67]\.[0-9] % of the parameters are zero'
		whit eval pruned.tflite --data gesture_test.npz --labels gesture_test.npz --quiet --json |
			json value
	}
	local magnitude second all
	magnitude=$(share)
	second=$(share --data gesture_train.npz)
	all=$(share --data gesture_train.npz --global)
	echo "# measured: gesture.tflite with 70 % zeros: $magnitude by magnitude," \
		"$second by second order, $all with one threshold for all layers" >&3
	awk "BEGIN { exit !($second >= $magnitude && $all >= $magnitude) }"
}

@test "with data half of the weights are hardly missed, of integers fewer" {
	whit prune -s 0.5 --global --data gesture_train.npz --quiet gesture.tflite -o a.tflite
	whit eval a.tflite --data gesture_test.npz --at-least 0.93
	whit prune -s 0.9 --dead --data gesture_train.npz --quiet gesture.tflite -o b.tflite
	[ "$(wc -c <b.tflite)" -lt "$(wc -c <a.tflite)" ]
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o q.tflite
	whit prune -s 0.3 --data gesture_train.npz --quiet q.tflite -o c.tflite
	whit eval c.tflite --data gesture_test.npz --at-least 0.92
}

@test "the method is said, and has to go with the data" {
	run whit prune -s 0.5 --data gesture_train.npz gesture.tflite -o out.tflite
	[ "${lines[1]}" = "pruned by second order" ]
	run whit prune -s 0.5 --data gesture_train.npz --method activation --global gesture.tflite -o out.tflite
	[ "${lines[1]}" = "pruned by activation, one threshold for all layers" ]
	pruned() { whit prune -s 0.5 gesture.tflite -o no.tflite "$@"; }
	refuses "whit prune: --method second-order asks for --data" pruned --method second-order
	refuses "whit prune: --method magnitude asks for no --data" \
		pruned --method magnitude --data gesture_train.npz
	refuses "whit prune: --structured removes channels: leave out --method" \
		pruned --structured --method activation --data gesture_train.npz
	[ ! -e no.tflite ]
}

@test "patterns and integers are pruned by data, too" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o q.tflite
	for method in activation second-order; do
		whit prune --pattern 2:4 --method $method --data gesture_train.npz --json q.tflite \
			-o out.tflite >report.json
		whit prune --pattern 2:4 --json out.tflite -o again.tflite >report.json
		cmp out.tflite again.tflite
	done
}

@test "threads change nothing" {
	for threads in 1 3; do
		whit prune -s 0.25 --structured --data gesture_train.npz --threads $threads --quiet \
			gesture.tflite -o $threads.tflite
		whit prune -s 0.6 --global --data gesture_train.npz --threads $threads --quiet \
			gesture.tflite -o w$threads.tflite
	done
	cmp 1.tflite 3.tflite
	cmp w1.tflite w3.tflite
}

@test "a plan is written, changed and given back" {
	whit prune -s 0.3 --skip dense --write-plan plan.json --quiet gesture.tflite -o a.tflite
	[ "$(json sparsity <plan.json | wc -l)" -eq 5 ]
	whit prune --plan plan.json --quiet gesture.tflite -o b.tflite
	cmp a.tflite b.tflite
	whit prune --plan - --quiet gesture.tflite -o b.tflite <plan.json
	cmp a.tflite b.tflite
	sed -i '/"pointwise3"/,/}/s/"sparsity":.*/"sparsity": 0.75/' plan.json
	whit prune --plan plan.json --json --skip conv1 gesture.tflite -o b.tflite >report.json
	[ "$(zeros report.json)" = "0 24 154 48 1152 0 " ]
	whit prune -s 0.3 --write-plan - gesture.tflite -o a.tflite 2>report.txt |
		whit prune --plan - --quiet gesture.tflite -o b.tflite
	cmp a.tflite b.tflite
	grep -q '^pruned by magnitude$' report.txt
}

@test "a plan of channels, and one that quantize wrote" {
	whit prune -s 0.3 --structured --write-plan plan.json --quiet gesture.tflite -o a.tflite
	whit prune --plan plan.json --structured --quiet gesture.tflite -o b.tflite
	cmp a.tflite b.tflite
	whit quantize gesture.tflite --data gesture_train.npz --sensitivity --plan plan.json >/dev/null
	refuses "whit prune: plan.json: leaves every layer alone" \
		whit prune --plan plan.json gesture.tflite -o out.tflite
	sed -i '/"dense"/,/}/s/"format"/"sparsity": 0.5, "format"/' plan.json
	whit prune --plan plan.json --json gesture.tflite -o out.tflite >report.json
	[ "$(zeros report.json)" = "0 0 0 0 0 144 " ]
	whit quantize out.tflite --data gesture_train.npz --plan plan.json --quiet -o q.tflite
}

@test "a plan that cannot be followed is refused in a line" {
	whit prune -s 0.3 --write-plan good.json --quiet gesture.tflite -o out.tflite
	rm out.tflite
	refused() { refuses "whit prune: plan.json: $1" whit prune --plan plan.json gesture.tflite -o out.tflite; }
	refused "No such file or directory"
	sed '/"dense"/,/}/s/"sparsity":.*/"sparsity": 1/' good.json >plan.json
	refused "layer 7: sparsity 1 would leave no weights"
	sed '/"dense"/,/}/s/"sparsity":.*/"sparsity": "half"/' good.json >plan.json
	refused 'layer 7: "sparsity" is not a number from 0 to below 1'
	sed 's/"name":.*"gesture"/&, "sparsity": 0.5/' good.json >plan.json
	refused "layer 8: it has no weights"
	sed 's/SOFTMAX/RELU/' good.json >plan.json
	refused "layer 8: the model has SOFTMAX 'gesture' there: the plan is for another model"
	[ ! -e out.tflite ]
}

@test "model and plan are written both or not at all" {
	refuses_in "whit prune: no/plan.json: " \
		whit prune -s 0.3 --write-plan no/plan.json gesture.tflite -o out.tflite
	[ ! -e out.tflite ]
	refuses_in "whit prune: no/out.tflite: " \
		whit prune -s 0.3 --write-plan plan.json gesture.tflite -o no/out.tflite
	[ ! -e plan.json ]
}

@test "weights alone are pruned by their names" {
	two_weights >w.safetensors
	run --separate-stderr whit prune -s 0.75 --only w w.safetensors -o out.safetensors
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "w.safetensors: $(wc -c <w.safetensors) -> $(wc -c <out.safetensors) bytes, 75.0 % of 4 weights are 0 (50.0 % before)" ]
	[[ "${lines[3]}" =~ ^1\ +tensor\ +w\ +-\ +4\ +50\.0\ %\ +75\.0\ % ]]
	[ "$(tail -c 16 out.safetensors | od -An -v -tx1 | tr -d ' \n')" = 000000000000803f0000000000000000 ]
	refuses "whit prune: --only: layer 'b' has no weights" \
		whit prune -s 0.75 --only b w.safetensors -o out.safetensors
	refuses "whit prune: w.safetensors: holds weights only, and no network" \
		whit prune --dead w.safetensors -o out.safetensors
	refuses "whit prune: w.safetensors: holds weights only, and no network" \
		whit prune -s 0.5 --structured w.safetensors -o out.safetensors
	refuses "whit prune: w.safetensors: holds weights only, and no network" \
		whit prune -s 0.5 --data gesture_train.npz w.safetensors -o out.safetensors
}

@test "what is not finite is refused" {
	refuses_in "whit prune: $bad/nan_weight.tflite: " whit prune -s 0.5 "$bad/nan_weight.tflite" -o out.tflite
	[[ "$stderr" == *": value "*" is not finite" ]]
	[ ! -e out.tflite ]
}

@test "what is to be done is to be said, and once" {
	says() { refuses "whit prune: $1" whit prune gesture.tflite -o out.tflite "${@:2}"; }
	says "nothing to do: give --sparsity RATIO, --pattern N:M, --plan FILE or --dead"
	says "--sparsity 1 would leave no weights" -s 1
	says "--pattern 0:4 would leave no weights" --pattern 0:4
	for pattern in 2 2: :4 4:4 5:4 1:65 -1:4 2:4: 2x4 "" 1:1; do
		says "--pattern: expected N:M, as 2:4, M at most 64, not '$pattern'" --pattern "$pattern"
	done
	for how in "-s 0.5" "--plan plan.json" "--global"; do
		# shellcheck disable=SC2086 # options are words
		says "--pattern says how many weights go: leave out --sparsity, --plan and --global" \
			--pattern 2:4 $how
	done
	for how in "-s 0.5" "--global"; do
		# shellcheck disable=SC2086
		says "--plan says how many weights of each layer go: leave out --sparsity and --global" \
			--plan plan.json $how
	done
	says "--structured removes channels: leave out --pattern" --structured --pattern 2:4
	says "--structured: give --sparsity RATIO or --plan FILE" --structured --dead
	says "--dead works on all layers: --skip and --only are for a --sparsity or --pattern" \
		--dead --skip conv1
	says "--global is for a --sparsity" --dead --global
	says "--dead leaves nothing for a plan: leave out --write-plan" --dead --write-plan plan.json
	says "--dead loses nothing, and asks for no --data" --dead --data gesture_train.npz
	refuses "whit prune: model and plan cannot both come from standard input" \
		whit prune --plan - -o out.tflite <gesture.tflite
	refuses "whit prune: model and plan cannot both go to standard output: give -o" \
		whit prune -s 0.5 --write-plan - gesture.tflite
	[ ! -e out.tflite ]
}

@test "weights that huffman packed are refused, or passed over beside others" {
	whit prune -s 0.8 --quiet gesture.tflite -o a.tflite
	whit huffman --quiet a.tflite -o b.tflite
	refuses_in 'whit prune: b.tflite: conv1/w: weights are encoded; `whit huffman -d` first' \
		whit prune -s 0.9 b.tflite -o out.tflite
	refuses 'whit prune: --only: pointwise3/w: weights are encoded; `whit huffman -d` first' \
		whit prune -s 0.9 --only pointwise3 b.tflite -o out.tflite
	whit huffman --min-gain 1000 --quiet a.tflite -o b.tflite
	run whit prune -s 0.9 b.tflite -o out.tflite
	[ "$status" -eq 0 ]
	[[ "$output" == *'passed over: pointwise2/w: weights are encoded; `whit huffman -d` first, and 1 more'* ]]
	whit prune -s 0.9 b.tflite --json -o out.tflite >report.json
	[ "$(json why <report.json | wc -l)" -eq 2 ]
	whit huffman -d --quiet b.tflite -o c.tflite
	whit prune -s 0.9 --quiet c.tflite -o out.tflite
}

# top1 OPTIONS...: the share of right answers of pruned.tflite
top1()
{
	whit eval pruned.tflite "$@" --quiet | sed -n '1s/^top1 \([0-9.]*\) .*/\1/p'
}

@test "LeNet-300-100 without nine weights in ten is right nearly as often" {
	local mnist=$SHARED/data/mnist got
	needs "$SHARED/data/models/lenet300.onnx"
	whit prune -s 0.9 --global --quiet --data "$mnist/train-images-idx3-ubyte.gz" --std 255 \
		--limit 5000 "$SHARED/data/models/lenet300.onnx" -o pruned.tflite
	got=$(top1 --data "$mnist/t10k-images-idx3-ubyte.gz" --std 255 \
		--labels "$mnist/t10k-labels-idx1-ubyte.gz")
	echo "# measured: lenet300.onnx at 0.9 by second order, one threshold: $got right, 0.9842 before" >&3
	[ "${got#0.}" -ge 9812 ]
}

@test "what magnitude alone leaves of LeNet-300-100 and of an int8 model" {
	local mnist=$SHARED/data/mnist models=$SHARED/data/models
	local cifar=$SHARED/data/cifar10/cifar10_test2k.npz got
	needs "$models/lenet300.onnx"
	whit prune -s 0.5 --global --quiet "$models/lenet300.onnx" -o pruned.tflite
	got=$(top1 --data "$mnist/t10k-images-idx3-ubyte.gz" --std 255 \
		--labels "$mnist/t10k-labels-idx1-ubyte.gz")
	echo "# measured: lenet300.onnx at 0.5 by global magnitude: $got right, 0.9842 before" >&3
	[ "${got#0.}" -ge 9832 ]
	whit prune -s 0.3 --quiet "$models/ic_int8.tflite" -o pruned.tflite
	got=$(top1 --data "$cifar" --labels "$cifar")
	echo "# measured: ic_int8 at 0.3 by magnitude: $got right, 0.7615 before" >&3
	[ "${got#0.}" -ge 6200 ]
}

@test "most of the visual wake words model is dead, and losing that loses nothing" {
	local model=$SHARED/data/models/vww_int8.tflite x=$SHARED/data/golden/vww_int8_x.npy
	needs "$model"
	whit prune --dead "$model" -o pruned.tflite >report.txt
	echo "# measured: vww_int8 without dead channels: $(wc -c <pruned.tflite) bytes, $(sed -n 3p report.txt)" >&3
	[ "$(wc -c <pruned.tflite)" -lt 98000 ]
	whit run "$model" --data "$x" -o a.npy
	whit run pruned.tflite --data "$x" -o b.npy
	cmp a.npy b.npy
}
