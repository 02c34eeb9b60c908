/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an ONNX model: what can be read holds what every model must, can be written as
 * TFLite and reads as the same again, runs or has a reason why not; and what can be written as ONNX
 * can be read again, and is then written as the same bytes.
 */
#include "formats/onnx/onnx.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NULL where it cannot be read. */
static Model *read_onnx(Bytes file, OnnxBorder border, Error *err)
{
	Model *model = model_new();
	model->name = "input";
	Bytes copy = {arena_copy(&model->arena, file.data, file.n), file.n};
	if (onnx_read(model, copy, NULL, border, err))
		return model;
	model_free(model);
	return NULL;
}

static void goes_round_as_tflite(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	Model *again = reread(model, &file, &arena);
	model_free(reread(again, &file_again, &arena));
	expect(file.n == file_again.n && memcmp(file.data, file_again.data, file.n) == 0,
		"is written as another", &err);
	model_free(again);
	arena_finish(&arena);
}

static void goes_round_as_onnx(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	if (model_to_bytes(model, "out.onnx", &arena, &file, &err)) {
		Model *again = read_onnx(file, ONNX_NHWC, &err);
		expect(again, "cannot be read again as ONNX", &err);
		model_free(again);
	} else {
		expect(err.text[0], "not written and no reason", &err);
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const OnnxBorder borders[] = {ONNX_NHWC, ONNX_KEPT};
	for (int i = 0; i < 2; i++) {
		Error err = {0};
		Model *model = read_onnx((Bytes){data, size}, borders[i], &err);
		if (!model) {
			expect(err.text[0], "refused without a reason", &err);
			continue;
		}
		expect(model_verify(model, &err), "does not hold", &err);
		goes_round_as_tflite(model);
		goes_round_as_onnx(model);
		runs(model);
		model_free(model);
	}
	return 0;
}
