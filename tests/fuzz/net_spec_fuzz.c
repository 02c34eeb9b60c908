/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a list of layers: what is taken is a sound model that can be written, read as the
 * same again, and run; what is not is refused with a reason. */
#include "cmd/net_spec.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void is_sound(Model *model, const WeightInit *inits)
{
	Error err = {0};
	FreshSettings fresh = FRESH_DEFAULTS;
	fresh.of_op = inits;
	expect(model_verify(model, &err), "made wrongly", &err);
	expect(fresh_weights(model, &fresh, &err), "gets no weights", &err);
	made_goes_round(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	WeightInit *inits = NULL;
	Model *model = model_new();
	if (!net_spec_parse((Bytes){data, size}, model, &inits, &err))
		expect(err.text[0], "refused without a reason", &err);
	else if (has_few_weights(model))
		is_sound(model, inits);
	model_free(model);
	return 0;
}
