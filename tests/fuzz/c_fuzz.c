/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model to become C: there are files, or a reason why not; what lies in the arena
 * lies within it.
 */
#include "formats/c/c_export.h"
#include "src/lower/lower.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void lies_within(const Program *program)
{
	Error none = {0};
	for (int i = 0; i < program->n_blocks; i++) {
		const Block *block = &program->blocks[i];
		expect(block->offset >= 0 && block->offset % ARENA_BLOCK_ALIGNMENT == 0 &&
				block->offset + block->bytes <= program->placement.bytes,
			"a block beyond the arena", &none);
		expect(block->first <= block->last && block->last <= program->n_steps + 1,
			"a life beyond the program", &none);
	}
	expect(program->placement.bound_bytes <= program->placement.bytes,
		"an arena below its bound", &none);
}

static void becomes_c(const Program *program, Arena *arena)
{
	Error err = {0};
	CExportSettings settings = {.name = "m",
		.made_from = "*/ x",
		.cmake = true,
		.arduino = true};
	CFiles files = {.arena = arena};
	expect(c_export(program, &settings, &files, &err), "not written", &err);
	for (int i = 0; i < files.n; i++)
		expect(files.list[i].bytes.n > 0, "an empty file", &err);
}

static void lowers(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Program program;
	LowerSettings settings = {.allow_float = true};
	if (lower_model(model, &settings, &arena, &program, &err)) {
		lies_within(&program);
		becomes_c(&program, &arena);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Model *model = model_from_bytes((Bytes){data, size}, "input", &err);
	if (model && !model->is_weights_only)
		lowers(model);
	model_free(model);
	return 0;
}
