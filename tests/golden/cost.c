/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/golden/cost.h"

#include <criterion/criterion.h>

#include "formats/format.h"
#include "passes/inspect.h"
#include "passes/strip.h"
#include "src/target/tflm_arena.h"

Cost cost_of(Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Inspection parts;
	ArenaReport ram;
	cr_assert(model_verify(model, &err), "%s", err.text);
	inspect(model, &arena, &parts);
	cr_assert(tflm_arena(model, CORE_X86_64, KERNELS_REFERENCE, &arena, &ram, &err), "%s",
		err.text);
	strip(model, &STRIP_DEFAULTS);
	cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
	Cost cost = {file.n, parts.graphs[0].known_macs, ram.smallest_bytes};
	arena_finish(&arena);
	return cost;
}
