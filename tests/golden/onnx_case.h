/* SPDX-License-Identifier: Apache-2.0 */
/* ONNX's backend node tests: a model, inputs, and the outputs that they should give. */
#ifndef TESTS_GOLDEN_ONNX_CASE_H
#define TESTS_GOLDEN_ONNX_CASE_H

#include "formats/onnx/onnx.pb-c.h"
#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

typedef enum CaseResult { CASE_PASSED, CASE_REFUSED, CASE_FAILED } CaseResult;

typedef struct CaseReport {
	CaseResult result;
	bool is_bound; /* inputs but the first became constants, as TFLite wants them */
	double worst; /* the largest error of a passed one, as a share of the largest value */
	char text[512]; /* why not */
} CaseReport;

/* The model of a folder of the tests; NULL where there is none. */
Onnx__ModelProto *case_model(const char *folder, Arena *arena);

/* Run it on all its sets of data. */
void run_case(const char *folder, Onnx__ModelProto *model, CaseReport *report);

#endif
