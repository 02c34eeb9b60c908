/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a model that a student is made after, the last ones as its width: the student is
 * sound, can be written and read, and runs; or there is a reason why there is none. */
#include "passes/init/fresh_weights.h"
#include "passes/init/like.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Weights anew fail where they are computed, which a model may have it. */
static void is_sound(Model *model)
{
	Error err = {0};
	expect(model_verify(model, &err), "made wrongly", &err);
	if (!fresh_weights(model, &FRESH_DEFAULTS, &err))
		expect(err.text[0], "refused without a reason", &err);
	made_goes_round(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	LikeReport report;
	Model *model = model_from_bytes((Bytes){data, size}, "input", &err);
	if (model && runs(model) && has_few_weights(model)) {
		LikeSettings how = {(data[size - 1] + 1) / 256.0, data[size - 2] % 16 + 1};
		if (make_like(model, &how, &report, &err))
			is_sound(model);
		else
			expect(err.text[0], "refused without a reason", &err);
	}
	model_free(model);
	return 0;
}
