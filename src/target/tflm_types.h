/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which types of tensors TFLM has kernels for: those that prepare and run in tflite-micro
 * 90b983c2, read from its sources, and held against its reference kernels at work.
 *
 * CMSIS-NN's kernels take less than the reference's, so KERNELS_CMSIS_NN and KERNELS_BEST
 * ask for what runs with either. Only types are looked at, how many scales weights have, and what
 * TFLM_DECODE asks of what it makes; a kernel may still refuse a scale, a zero point or a shape.
 */
#ifndef TARGET_TFLM_TYPES_H
#define TARGET_TFLM_TYPES_H

#include "src/graph/model.h"
#include "src/target/core.h"

/*
 * Whether some kernel of an operator that whit knows takes data of the type of activation, and, in
 * layers with weights (src/graph/roles.h), weights of that type beside them; for others the weights'
 * type says nothing.
 */
bool tflm_has_kernel(OpType type, DataType activation, DataType weights);

/* Whether QUANTIZE, or DEQUANTIZE where to is float32, makes the one type of the other. */
bool tflm_converts(DataType from, DataType to);

/*
 * Whether TFLM runs the operator with operands of the types they have. The error says what
 * is not there: "TFLM has no int16 HARD_SWISH". True for operators that whit does not know;
 * operands that are missing are passed over.
 */
bool tflm_runs(const Graph *graph, const Op *op, Kernels kernels, Error *err);

/* All operators of all graphs; the error names the first that is not run. */
bool tflm_runs_model(const Model *model, Kernels kernels, Error *err);

/* The same of a TFLM that had whit's own WHIT_DECODE beside its TFLM_DECODE. */
bool tflm_would_run_model(const Model *model, Kernels kernels, Error *err);

#endif
