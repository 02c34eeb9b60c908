/* SPDX-License-Identifier: Apache-2.0 */
/* Any model as ONNX: what is written is a sound message, and the same each time. */
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "formats/onnx/export.h"
#include "formats/onnx/onnx.pb-c.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_it(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, again;
	if (onnx_export(model, &arena, &file, &err)) {
		Onnx__ModelProto *proto = onnx__model_proto__unpack(NULL, file.n, file.data);
		expect(proto != NULL, "is no message", &err);
		onnx__model_proto__free_unpacked(proto, NULL);
		expect(onnx_export(model, &arena, &again, &err), "is written just once", &err);
		expect(file.n == again.n && memcmp(file.data, again.data, file.n) == 0,
			"is written as another", &err);
	} else {
		expect(err.text[0] != '\0', "is refused without a word", &err);
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Model *model = model_from_bytes((Bytes){data, size}, "fuzz", &err);
	if (model)
		write_it(model);
	model_free(model);
	return 0;
}
