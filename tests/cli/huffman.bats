# SPDX-License-Identifier: Apache-2.0
load setup
load data

models=$SHARED/data/models

# A model as small as it gets without packing.
small()
{
	whit strip --tflm-only --quiet "$models/$1.tflite" -o "$1.tflite"
}

# same_outputs A B: on the samples made up for the seed
same_outputs()
{
	whit run "$1" --random 16 -o a.npy
	whit run "$2" --random 16 -o b.npy
	cmp a.npy b.npy
}

clustered()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet |
		whit cluster -k 8 --per tensor --quiet | whit strip --quiet -o "$1"
}

@test "flash and arena are told before and after, in a report for people and one for machines" {
	clustered dense.tflite
	run --separate-stderr whit huffman --min-gain 0 dense.tflite -o packed.tflite
	echo "$output"
	[ "$status" -eq 0 ] && [ -z "$stderr" ]
	local before after
	before=$(wc -c <dense.tflite)
	after=$(wc -c <packed.tflite)
	[ "$after" -lt "$before" ]
	[[ "${lines[0]}" == "dense.tflite: $before -> $after bytes (-"* ]]
	[[ "$output" =~ flash:\ model\ file\ +$before\ +-\>\ +$after ]]
	[[ "$output" =~ RAM:\ arena,\ in\ use\ +([0-9]+)\ +-\>\ +([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -lt "${BASH_REMATCH[2]}" ]
	[ "${BASH_REMATCH[2]}" = "$(whit budget packed.tflite -t nrf52840 --json | json arena_used_bytes)" ]
	whit huffman --min-gain 0 --json dense.tflite >again.tflite 2>report.json
	cmp again.tflite packed.tflite
	[ "$(json file_bytes <report.json)" = "$before"$'\n'"$after" ]
	run --separate-stderr whit huffman --quiet dense.tflite -o packed.tflite
	[ -z "$output$stderr" ]
}

@test "what is packed computes the same, and unpacks to the same file, with every encoder" {
	clustered dense.tflite
	for encoder in auto lut huffman bitmap sparse; do
		whit huffman --encoder $encoder --min-gain -100000 --quiet dense.tflite -o packed.tflite
		same_outputs dense.tflite packed.tflite
		whit huffman -d --quiet packed.tflite | cmp - dense.tflite
		[ "$encoder" = auto ] || ! cmp -s packed.tflite dense.tflite
	done
}

@test "packing twice changes nothing" {
	clustered dense.tflite
	whit huffman --min-gain 0 --quiet dense.tflite -o once.tflite
	whit huffman --min-gain 0 --quiet once.tflite -o twice.tflite
	cmp once.tflite twice.tflite
	whit huffman --encoder sparse --min-gain 0 --quiet dense.tflite |
		whit huffman --min-gain 0 --quiet | cmp - once.tflite
}

@test "a file that packing makes no smaller comes back as it was" {
	clustered dense.tflite
	whit huffman --min-gain 100000 --quiet dense.tflite | cmp - dense.tflite
	whit huffman --quiet gesture.tflite | cmp - gesture.tflite
}

@test "the limit for the arena is kept, and too low a one is a no" {
	clustered dense.tflite
	whit huffman --min-gain 0 --quiet dense.tflite -o packed.tflite
	local dense packed limit
	dense=$(whit budget dense.tflite -t nrf52840 --json | json arena_smallest_bytes)
	packed=$(whit budget packed.tflite -t nrf52840 --json | json arena_smallest_bytes)
	limit=$(((dense + packed) / 2))
	whit huffman --min-gain 0 --max-ram $limit --quiet dense.tflite -o limited.tflite
	[ "$(whit budget limited.tflite -t nrf52840 --json | json arena_smallest_bytes)" -le "$limit" ]
	run --separate-stderr whit huffman --max-ram 100 dense.tflite -o none.tflite
	[ "$status" -eq 1 ] && [ -z "$output" ] && [ ! -e none.tflite ]
	[ "$stderr" = "whit huffman: dense.tflite: the arena is over 100 bytes with nothing encoded" ]
}

@test "sparse is told to be no form of stock TFLM's, and is not taken unasked" {
	clustered dense.tflite
	run whit huffman --encoder sparse --min-gain -100000 dense.tflite -o packed.tflite
	[[ "$output" == *"stock TFLM has no WHIT_DECODE: it cannot run this file"* ]]
	whit huffman --min-gain -100000 --json dense.tflite -o packed.tflite | grep -q '"is_stock_tflm":.true'
}

@test "what cannot be packed is refused in a line" {
	refuses "whit huffman: gesture.tflite: no int8 or int16 constants, and --encoder huffman takes no others: quantize first, or try --encoder lut" \
		whit huffman --encoder huffman gesture.tflite -o out.tflite
	[ ! -e out.tflite ]
	refuses_in "whit huffman: --encoder" whit huffman --encoder zip gesture.tflite -o out.tflite
	refuses_in "whit huffman: no target 'nrf'" whit huffman -t nrf gesture.tflite -o out.tflite
	refuses "whit huffman: (stdin): empty input; did the command before it fail?" \
		whit huffman -o out.tflite </dev/null
}

@test "the official int8 files, packed for stock TFLM, are under what was promised" {
	needs "$models"
	for name in kws:30500 ic:80000 vww:91000 ad:185000; do
		local model=${name%:*}_int8 most=${name#*:}
		small "$model"
		whit huffman --quiet "$model.tflite" -o packed.tflite
		local size
		size=$(wc -c <packed.tflite)
		echo "# measured: $model: strip --tflm-only | huffman: $size bytes" >&3
		[ "$size" -lt "$most" ]
		whit huffman -d --quiet packed.tflite | cmp - "$model.tflite"
		whit run packed.tflite --data "$SHARED/data/golden/${model}_x.npy" -o y.npy 2>err ||
			whit run packed.tflite --data "$SHARED/data/kws/kws_dev_x.npy" -o y.npy
		cmp y.npy "$SHARED/data/golden/${model}_y.npy"
	done
}

@test "what strip, dead channels and sparse weights make of the model of persons" {
	needs "$models"
	small vww_int8
	whit huffman --runtime c --quiet vww_int8.tflite -o c.tflite
	whit prune --dead --quiet "$models/vww_int8.tflite" -o dead.tflite
	whit strip --tflm-only --quiet dead.tflite | whit huffman --quiet -o stock.tflite
	local sparse stock
	sparse=$(wc -c <c.tflite)
	stock=$(wc -c <stock.tflite)
	echo "# measured: vww_int8: strip --tflm-only | huffman --runtime c: $sparse bytes" >&3
	echo "# measured: vww_int8: prune --dead | strip --tflm-only | huffman: $stock bytes" >&3
	[ "$sparse" -lt 78000 ]
	[ "$stock" -lt 58500 ]
	for packed in c stock; do
		whit run $packed.tflite --data "$SHARED/data/golden/vww_int8_x.npy" -o y.npy
		cmp y.npy "$SHARED/data/golden/vww_int8_y.npy"
	done
}
