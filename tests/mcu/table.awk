# SPDX-License-Identifier: Apache-2.0
#
# awk -F '\t' -v core=m4f -v peer=m4f -f table.awk tflm.tsv figures.tsv
# What each model takes on a core beside what TFLM does, and what has to be less than that; and
# whether it is what was predicted: constants as the compiler made them and RAM to the byte, code
# within 5 %, but for models of real numbers, whose library functions share much. The linker's
# padding between constants, which gcc aligns to 8 bytes for Helium, is held to 1 %.
BEGIN { OFS = "" }
/^#/ { next }
FILENAME ~ /tflm.tsv$/ {
	if ($1 == peer) {
		code[$2] = $3
		ram[$2] = $4
		instructions[$2] = $5
	}
	next
}
function of(figures, model) { return model in figures ? figures[model] : "-" }
function held(what, is, limit) {
	print is <= limit ? "ok - " : "not ok - ", core, ": ", what, ": ", is, ", at most ", limit
}
function equals(what, is, predicted) {
	print is == predicted ? "ok - " : "not ok - ", core, ": ", what, ": ", is, ", predicted ", predicted
}
!titled++ {
	row = "# measured: %-12s %6s %6s %9s %7s %7s %6s %12s %10s\n"
	printf row, core, "code", "TFLM", "constants", "RAM", "TFLM", "stack", "instructions", "TFLM"
}
{
	printf row, $1, $2, of(code, $1), $3, $4, of(ram, $1), $5, $6, of(instructions, $1)
	mine[$1] = $4
	constants[$1] = $3
}
{
	equals("constants of " $1, $10, $8)
	held("constants of " $1 ", with padding", $3, int($8 * 1.01))
	equals("RAM of " $1, $4, $9)
	off = ($7 - $2) / $2 * 100
	if ($1 !~ /_float$/)
		print off <= 5 && -off <= 5 ? "ok - " : "not ok - ", core, ": code of ", $1, ": ", $2,
			", predicted ", $7, sprintf(", %+.1f %%", off)
}
$1 == "kws" { held("code of kws", $2, 12288) }
$1 in ram { held("RAM of " $1 ", less than TFLM's arena", $4, ram[$1] - 1) }
$1 == "ic" || $1 == "vww" {
	if ($1 in ram)
		held("RAM of " $1 ", less than TFLM's by 30 %", $4, int(ram[$1] * 0.7))
}
peer == "m4f" && $1 in instructions { held("instructions of " $1, $6, instructions[$1]) }
$1 == "vww_packed" { held("constants of vww, packed", $3, 70000) }
END {
	for (model in mine) {
		dense = model
		if (sub(/_(packed|lut|bitmap|int4)$/, "", dense) && dense in mine)
			held("RAM of " model ", dense and 4 KB", mine[model], mine[dense] + 4096)
	}
}
