#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# layers.sh
# Who may include whom. A folder may use itself, and what its line names; passes and formats
# never meet. Includes start at the top folder; kernels take from the system only what a
# microcontroller has.
set -eu
cd "$(dirname "$0")/.."

grep -rn --include='*.[ch]' '^ *# *include' src passes formats cmd | awk '
BEGIN {
	src = "base graph kernels x86 codec ops run lower train data target"
	may["base"] = ""
	may["graph"] = "base"
	may["kernels"] = ""
	may["x86"] = "kernels"
	may["codec"] = "base"
	may["ops"] = "graph kernels x86 base"
	may["run"] = "ops codec " may["ops"]
	may["lower"] = "run " may["run"]
	may["train"] = "run " may["run"]
	may["data"] = "base"
	may["target"] = "lower " may["lower"]
	may["passes"] = src
	may["formats"] = src
	may["cmd"] = src " passes formats"
	bare = " stdint.h stddef.h stdbool.h float.h limits.h math.h string.h "
}

# "src/base/error.h" is in base, "formats/tflite/schema.h" in formats.
function layer(path, part) {
	split(path, part, "/")
	if (part[1] == "src" && part[2] == "kernels" && part[3] == "x86")
		return "x86"
	return part[1] == "src" ? part[2] : part[1]
}

function wrong(why) {
	print where ": " why
	n_wrong++
}

{
	split($0, field, ":")
	where = field[1] ":" field[2]
	from = layer(field[1])
	match($0, /[<"][^>"]*/)
	path = substr($0, RSTART + 1, RLENGTH - 1)
	if (!(from in may)) {
		wrong("no rule for " from)
	} else if (substr($0, RSTART, 1) == "<") {
		if (from == "kernels" && path !~ /^arm_/ && !index(bare, " " path " "))
			wrong("a kernel includes <" path ">")
	} else {
		to = layer(path)
		if (path !~ /^(src|passes|formats|cmd)\//)
			wrong("\"" path "\" does not start at the top folder")
		else if (to != from && !index(" " may[from] " ", " " to " "))
			wrong(from " may not include " to " (" path ")")
	}
}

END { exit n_wrong > 0 }'
