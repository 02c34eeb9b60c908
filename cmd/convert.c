/* SPDX-License-Identifier: Apache-2.0 */
/* convert: read a model and write it, in the format that the output's suffix names. */
#include "cmd/command.h"
#include "cmd/options.h"
#include "formats/format.h"
#include "passes/encode/decode.h"

/* Other formats have no operator for it. */
static bool unpack_weights(Model *model, Error *err)
{
	return decode(model, err) || failed_in(err, "%s: ", model->name);
}

int cmd_convert(Call *call)
{
	Streams io = {0};
	const Option options[] = {
		OPT_MODEL_OUT(&io.out),
		OPERAND_MODEL_IN(&io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Model *model = model_read_any(io.in, &err);
	bool ok = model &&
		(model_write_holds_packed(model, io.out) || unpack_weights(model, &err)) &&
		model_write(model, io.out, &err);
	model_free(model);
	return ok ? DONE : trouble(call, &err);
}
