/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/c_code.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "src/target/built_in.h"
#include "src/target/c_code_json.h"

/* The name of a core's figures; NULL where there are none. */
static const char *const figures[N_CORES] = {
	[CORE_M0] = "m0",
	[CORE_M0PLUS] = "m0",
	[CORE_M3] = "m3",
	[CORE_M4] = "m4f",
	[CORE_M7] = "m7",
	[CORE_M33] = "m33",
	[CORE_M55] = "m55",
	[CORE_M85] = "m55",
	[CORE_RISCV32] = "rv32imc",
	[CORE_RISCV32P] = "rv32imc",
};

/* Functions that are called for, each once. */
typedef struct CodeSum {
	const cJSON *kernels, *library;
	Arena scratch;
	const char **names;
	int n;
	size_t capacity;
	uint64_t bytes;
	const char *missing; /* the first that no figure is known of */
} CodeSum;

static void want(CodeSum *sum, const char *name)
{
	for (int i = 0; i < sum->n; i++)
		if (strcmp(sum->names[i], name) == 0)
			return;
	sum->names = arena_grow(&sum->scratch, sum->names, (size_t)sum->n, &sum->capacity,
		sizeof *sum->names);
	sum->names[sum->n++] = name;
}

static void add_bytes(CodeSum *sum, const cJSON *number)
{
	if (number && cJSON_IsNumber(number) && number->valuedouble >= 0)
		sum->bytes += (uint64_t)number->valuedouble;
}

/* What one takes itself; what it needs comes to be wanted too. */
static void add(CodeSum *sum, const char *name)
{
	const cJSON *kernel = cJSON_GetObjectItemCaseSensitive(sum->kernels, name);
	const cJSON *library = cJSON_GetObjectItemCaseSensitive(sum->library, name);
	const cJSON *need;
	if (!kernel && !library && !sum->missing)
		sum->missing = name;
	add_bytes(sum, library);
	add_bytes(sum, cJSON_GetObjectItemCaseSensitive(kernel, "bytes"));
	cJSON_ArrayForEach(need,
		cJSON_GetObjectItemCaseSensitive(kernel, "needs")) if (cJSON_IsString(need))
		want(sum, need->valuestring);
}

/* The member of the C library that copies inputs and outputs: "lib_a-memcpy.o" or the like. */
static void want_memcpy(CodeSum *sum)
{
	const cJSON *member;
	cJSON_ArrayForEach(member, sum->library)
	{
		if (strstr(member->string, "memcpy")) {
			want(sum, member->string);
			return;
		}
	}
}

/* Kernels that steps call, and those that constants point to ("&unpack_huffman"). */
static void want_program(CodeSum *sum, const Program *program)
{
	for (int i = 0; i < program->n_steps; i++)
		want(sum, program->steps[i].kernel->function);
	for (int i = 0; i < program->n_constants; i++) {
		const Value *list = &program->constants[i].list;
		for (int k = 0; k < list->n_items; k++)
			if (list->items[k].kind == VALUE_SYMBOL)
				want(sum, list->items[k].symbol + 1);
	}
	want_memcpy(sum);
}

static uint64_t call_bytes(const Program *program)
{
	enum { AN_ARGUMENT = 5, IN_ALL = 80 };
	uint64_t n = IN_ALL;
	for (int i = 0; i < program->n_steps; i++)
		n += AN_ARGUMENT * (uint64_t)program->steps[i].n_arguments;
	return n;
}

static RuntimeFlash no_data(const char *note)
{
	return (RuntimeFlash){.certainty = NO_DATA, .note = note};
}

static RuntimeFlash sum_up(const Program *program, const cJSON *core, const char *name,
	Arena *memory)
{
	CodeSum sum = {
		.kernels = cJSON_GetObjectItemCaseSensitive(core, "kernels"),
		.library = cJSON_GetObjectItemCaseSensitive(core, "library"),
	};
	want_program(&sum, program);
	for (int i = 0; i < sum.n; i++)
		add(&sum, sum.names[i]);
	const char *missing = sum.missing ? arena_text(memory, "%s", sum.missing) : NULL;
	arena_finish(&sum.scratch);
	if (missing)
		return no_data(arena_text(memory, "the code of %s was not measured", missing));
	return (RuntimeFlash){
		.bytes = sum.bytes + call_bytes(program),
		.certainty = ESTIMATE,
		.note = arena_text(memory,
			"kernels as measured on %s by gcc -O2, and their calls", name),
	};
}

RuntimeFlash c_code(const Program *program, Core core, Arena *memory)
{
	const char *name = figures[core];
	if (!name)
		return no_data(arena_text(memory, "exported C was not measured on %s",
			core_info(core)->name));
	cJSON *json = built_in_member(c_code_json, c_code_json_bytes, name);
	RuntimeFlash result = json
		? sum_up(program, json, name, memory)
		: no_data(arena_text(memory, "exported C was not measured on %s", name));
	cJSON_Delete(json);
	return result;
}
