/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as two models to be compared, as files, layer by layer and in what they compute:
 * the first, the second, and the length of the first in two bytes. Of one alone the other is
 * the same, and nothing is different then. What is found goes into a table and into JSON.
 */
#include "cmd/diff.h"
#include "tests/fuzz/models.h"

enum { LENGTH_BYTES = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool can_run(const Model *model)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 2}, &err);
	bool can = !plan || is_within(plan, 1 << 18, 200000);
	plan_free(plan);
	return can;
}

static void print(const Diff *diff)
{
	static bool is_silent;
	Error none = {0};
	if (!is_silent)
		expect(freopen("/dev/null", "w", stdout), "no /dev/null", &none);
	is_silent = true;
	diff_print_table(diff);
	diff_print_json(diff);
}

static void compare(Diff *diff, bool is_twice, Arena *arena)
{
	Error err = {0};
	DataOptions data = DATA_OPTIONS_DEFAULTS;
	CompareSettings how = COMPARE_DEFAULTS;
	data.random = 2;
	how.batch = 2;
	how.n_threads = 1;
	bool runs = can_run(diff->reference.model) && can_run(diff->other.model);
	bool ok = diff_models(diff, arena, &err);
	expect(!is_twice || (ok && diff->is_same && diff->is_same_structure),
		"is not the same as itself", &err);
	ok = ok && (!runs || diff_run(diff, &data, &how, arena, &err));
	expect(ok || err.text[0], "refused without a reason", &err);
	close_data(&diff->data[0]);
	close_data(&diff->data[1]);
	if (ok)
		print(diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Diff diff = {.min_snr = -1, .min_agreement = -1, .is_met = true};
	Bytes first = {data, size}, second = first;
	uint16_t n;
	if (size > LENGTH_BYTES && bytes_u16(first, size - LENGTH_BYTES, &n) && n > 0 &&
		n < size - LENGTH_BYTES) {
		second = (Bytes){data + n, size - LENGTH_BYTES - n};
		first.n = n;
	}
	Model *a = info_of(first, "a.tflite", &arena, &diff.reference, &err);
	Model *b = a ? info_of(second, "b.tflite", &arena, &diff.other, &err) : NULL;
	if (b)
		compare(&diff, first.n == size, &arena);
	model_free(a);
	model_free(b);
	arena_finish(&arena);
	return 0;
}
