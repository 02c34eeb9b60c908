# SPDX-License-Identifier: Apache-2.0
# What every command makes of models whose weights are packed.
load setup
load data

# dense.tflite, of few values, and packed.tflite, the same packed as --encoder says
pair()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet |
		whit cluster -k 8 --per tensor --quiet >dense.tflite
	whit huffman --encoder "$1" --min-gain -100000 --quiet dense.tflite -o packed.tflite
}

# The same of real numbers.
real_pair()
{
	whit cluster -k 8 --per tensor --quiet gesture.tflite -o dense.tflite
	whit huffman --encoder "$1" --min-gain -100000 --quiet dense.tflite -o packed.tflite
}

# The numbers at the top of a JSON report that are of values, not of bytes.
of_values()
{
	grep -E '^	"(parameters|counted_parameters|zeros|entropy_bits|macs|known_macs)"'
}

@test "info tells of packed weights what they unpack to, and how they are packed" {
	for encoder in lut huffman bitmap; do
		pair $encoder
		whit info --json dense.tflite >dense.json
		whit info --json packed.tflite >packed.json
		of_values <packed.json | diff - <(of_values <dense.json)
		[ "$(json constants <dense.json | head -n 1)" = 0 ]
		[ "$(json constants <packed.json | head -n 1)" -gt 0 ]
		[ "$(json needs_whit_decode <packed.json)" = false ]
		grep -q '"operator":	"TFLM_DECODE"' packed.json
		whit info packed.tflite >report
		[[ "$(sed -n 1p report)" == *" $(grep -cE '^ *[0-9]+  [A-Z]' report) layers, "* ]]
		grep -qE '^encoded weights +by +dense bytes +encoded +tables$' report
		grep -qE "  $encoder  " report
		run ! grep -q 'stock TFLM' report
		run ! grep -E '.{101}| $' report
	done
}

@test "info and budget say that stock TFLM has no WHIT_DECODE" {
	pair sparse
	whit info packed.tflite | grep -q "stock TFLM does not run it: WHIT_DECODE is an operator of whit's own"
	[ "$(whit info --json packed.tflite | json needs_whit_decode)" = true ]
	run whit budget -t host packed.tflite
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" == *": TFLM cannot run it" ]]
	[[ "$output" == *"stock TFLM has no WHIT_DECODE: it is whit's own"* ]]
	[[ "$output" =~ arena,\ to\ provide\ +[0-9]+$'\n' ]]
	[[ "$output" == *"arena: with WHIT_DECODE as whit-tflm(7) adds it to TFLM"* ]]
}

@test "diff finds a packed model the same as its original" {
	for encoder in lut huffman bitmap sparse; do
		pair $encoder
		run whit diff dense.tflite packed.tflite --random 8
		echo "$output"
		[ "$status" -eq 0 ]
		[[ "$output" == *"the same"* ]]
		[[ "$output" =~ [0-9]+\ layers\ are\ the\ same ]]
		[[ "$output" =~ exact ]]
	done
	whit diff packed.tflite packed.tflite
	whit prune -s 0.5 --quiet dense.tflite -o other.tflite
	run whit diff packed.tflite other.tflite
	[ "$status" -eq 1 ]
	[[ "$output" == *CONV_2D* && "$output" != *DECODE* ]]
}

@test "run, eval and logits give what they give of the original" {
	for encoder in lut sparse; do
		pair $encoder
		for command in run logits; do
			whit $command dense.tflite --data gesture_test.npz -o dense.npy
			whit $command packed.tflite --data gesture_test.npz -o packed.npy
			cmp dense.npy packed.npy
		done
		whit eval --json dense.tflite --data gesture_test.npz | grep -v '"model"' >a
		whit eval --json packed.tflite --data gesture_test.npz | grep -v '"model"' | diff a -
	done
	real_pair bitmap
	whit run dense.tflite --data gesture_test.npz -o dense.npy
	whit run packed.tflite --data gesture_test.npz | cmp - dense.npy
}

@test "what would change weights refuses them packed" {
	real_pair lut
	whit info --json packed.tflite >report
	message=": weights are encoded; \`whit huffman -d\` first"
	for command in "quantize --data gesture_train.npz" "quantize --to float16" \
		"quantize --to dynamic" "prune --dead"; do
		run --separate-stderr whit $command packed.tflite -o out.tflite
		echo "$command: $stderr"
		[ "$status" -eq 2 ]
		[[ "$stderr" == "whit ${command%% *}: "*"$message" ]]
		[ ! -e out.tflite ]
	done
	whit huffman -d --quiet packed.tflite | whit quantize --to float16 --quiet >out.tflite
}

@test "strip keeps packed models working" {
	for encoder in lut huffman bitmap sparse; do
		pair $encoder
		for only in "" --tflm-only; do
			run --separate-stderr whit strip $only packed.tflite -o stripped.tflite
			[[ "$stderr$output" == *"the same outputs on 32 samples"* ]]
			whit diff dense.tflite stripped.tflite --random 8 >report || grep exact report
			whit huffman -d --quiet stripped.tflite -o unpacked.tflite
			whit run unpacked.tflite --random 8 -o a.npy
			whit run dense.tflite --random 8 | cmp - a.npy
		done
	done
}

@test "convert keeps weights packed in .tflite files, and unpacks them for ONNX" {
	for encoder in huffman sparse; do
		pair $encoder
		whit convert packed.tflite | cmp - packed.tflite
		whit convert dense.tflite -o dense.onnx
		whit convert packed.tflite -o packed.onnx
		whit diff dense.onnx packed.onnx
		[ "$(wc -c <packed.onnx)" -eq "$(wc -c <dense.onnx)" ]
	done
	run --separate-stderr whit strip packed.tflite -o out.onnx
	[ "$status" -eq 2 ]
	[[ "$stderr" == "whit strip: out.onnx: "*": weights are encoded; \`whit huffman -d\` first" ]]
	[ ! -e out.onnx ]
}

@test "export ships packed weights as they are" {
	pair huffman
	whit export packed.tflite -t nrf52840 --quiet -o out.tflite
	cmp packed.tflite out.tflite
	pair sparse
	run --separate-stderr whit export packed.tflite -t nrf52840 -o no.tflite
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"TFLM cannot run it; nothing written"* ]]
	[ ! -e no.tflite ]
}

@test "arenas of packed models are as TFLM told them" {
	needs "$SHARED/data/models"
	while read -r model encoder arena; do
		whit huffman --encoder "$encoder" --min-gain -100000 --quiet \
			"$SHARED/data/models/$model.tflite" -o packed.tflite
		echo "$model $encoder"
		[ "$(whit budget -t host --json packed.tflite | json arena_used_bytes)" = "$arena" ]
	done <<-END
		kws_int8 lut 31584
		kws_int8 huffman 30016
		kws_int8 bitmap 31712
		ic_int8 huffman 61600
		vww_int8 bitmap 112800
		ad_int8 lut 22448
		ad_int8 bitmap 91264
	END
}

@test "what cannot be unpacked is named, and looked into all the same" {
	pair huffman
	# the first ancillary tensor begins 1 1 0 0 1 and fifteen bits of table width
	offset=$(LC_ALL=C grep -obUaP '\x01\x01\x00\x00\x01[\x00-\xf0]\x00\x00\x00\x00\x00\x00' \
		packed.tflite | head -n 1 | cut -d : -f 1)
	cp packed.tflite broken.tflite
	bytes 9 | dd of=broken.tflite bs=1 seek="$offset" conv=notrunc status=none
	run --separate-stderr whit run broken.tflite --random 1
	echo "$stderr"
	[ "$status" -eq 2 ]
	[[ "$stderr" == "whit run: broken.tflite: operator "*" (TFLM_DECODE): tensor '"*"': decode type 9 is not known" ]]
	refuses "${stderr/whit run/whit diff}" whit diff packed.tflite broken.tflite
	whit info broken.tflite | grep -q TFLM_DECODE
}
