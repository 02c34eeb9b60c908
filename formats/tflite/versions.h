/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of TFLite's operators: which of them a runtime must know. */
#ifndef FORMATS_TFLITE_VERSIONS_H
#define FORMATS_TFLITE_VERSIONS_H

#include "src/graph/model.h"

/*
 * The least version of a known operator that runs the types and shapes it is used with, after
 * TensorFlow's tools/versioning/op_version.cc (MLIR converter, 2026). Two things are told apart
 * from it: int16 activations beside int8 weights count as int16 (there they wait for int16
 * weights, which no kernel takes), and int4 weights ask for their version also in a grouped
 * convolution, or a layer without bias or with kept dimensions.
 */
int tflite_op_version(const Graph *graph, const Op *op);

#endif
