/* SPDX-License-Identifier: Apache-2.0 */
/* The smaller enumerations of the published TFLite schema. */
#include "formats/tflite/schema_parts.h"

static const FlatName tensor_types[] = {
	{"FLOAT32", 0},
	{"FLOAT16", 1},
	{"INT32", 2},
	{"UINT8", 3},
	{"INT64", 4},
	{"STRING", 5},
	{"BOOL", 6},
	{"INT16", 7},
	{"COMPLEX64", 8},
	{"INT8", 9},
	{"FLOAT64", 10},
	{"COMPLEX128", 11},
	{"UINT64", 12},
	{"RESOURCE", 13},
	{"VARIANT", 14},
	{"UINT32", 15},
	{"UINT16", 16},
	{"INT4", 17},
	{"BFLOAT16", 18},
	{"INT2", 19},
	{"UINT4", 20},
	{"FLOAT8_E4M3FN", 21},
	{"FLOAT8_E5M2", 22},
};
const FlatEnum tflite_tensor_types = {ENUM_TYPE(TensorType, BYTE, tensor_types)};

static const FlatName dimension_types[] = {
	{"DENSE", 0},
	{"SPARSE_CSR", 1},
};
const FlatEnum tflite_dimension_types = {ENUM_TYPE(DimensionType, BYTE, dimension_types)};

static const FlatName stablehlo_precisions[] = {
	{"DEFAULT", 0},
	{"HIGH", 1},
	{"HIGHEST", 2},
};
const FlatEnum tflite_stablehlo_precisions = {
	ENUM_TYPE(StablehloPrecisionConfig, UINT, stablehlo_precisions)};

static const FlatName stablehlo_directions[] = {
	{"STABLEHLO_COMPARISON_DIRECTION_EQ", 0},
	{"STABLEHLO_COMPARISON_DIRECTION_NE", 1},
	{"STABLEHLO_COMPARISON_DIRECTION_GE", 2},
	{"STABLEHLO_COMPARISON_DIRECTION_GT", 3},
	{"STABLEHLO_COMPARISON_DIRECTION_LE", 4},
	{"STABLEHLO_COMPARISON_DIRECTION_LT", 5},
};
const FlatEnum tflite_stablehlo_directions = {
	ENUM_TYPE(StablehloComparisonDirection, UINT, stablehlo_directions)};

static const FlatName stablehlo_comparisons[] = {
	{"STABLEHLO_COMPARISON_TYPE_NOTYPE", 0},
	{"STABLEHLO_COMPARISON_TYPE_FLOAT", 1},
	{"STABLEHLO_COMPARISON_TYPE_FLOAT_TOTAL_ORDER", 2},
	{"STABLEHLO_COMPARISON_TYPE_SIGNED", 3},
	{"STABLEHLO_COMPARISON_TYPE_UNSIGNED", 4},
};
const FlatEnum tflite_stablehlo_comparisons = {
	ENUM_TYPE(StablehloComparisonType, UINT, stablehlo_comparisons)};

static const FlatName rng_algorithms[] = {
	{"DEFAULT", 0},
	{"PHILOX", 1},
	{"THREEFRY", 2},
};
const FlatEnum tflite_rng_algorithms = {ENUM_TYPE(RngAlgorithm, BYTE, rng_algorithms)};

static const FlatName paddings[] = {
	{"SAME", 0},
	{"VALID", 1},
};
const FlatEnum tflite_paddings = {ENUM_TYPE(Padding, BYTE, paddings)};

static const FlatName activations[] = {
	{"NONE", 0},
	{"RELU", 1},
	{"RELU_N1_TO_1", 2},
	{"RELU6", 3},
	{"TANH", 4},
	{"SIGN_BIT", 5},
};
const FlatEnum tflite_activations = {
	ENUM_TYPE(ActivationFunctionType, BYTE, activations)};

static const FlatName lsh_projections[] = {
	{"UNKNOWN", 0},
	{"SPARSE", 1},
	{"DENSE", 2},
};
const FlatEnum tflite_lsh_projections = {
	ENUM_TYPE(LSHProjectionType, BYTE, lsh_projections)};

static const FlatName weights_formats[] = {
	{"DEFAULT", 0},
	{"SHUFFLED4x16INT8", 1},
};
const FlatEnum tflite_weights_formats = {
	ENUM_TYPE(FullyConnectedOptionsWeightsFormat, BYTE, weights_formats)};

static const FlatName lstm_kernels[] = {
	{"FULL", 0},
	{"BASIC", 1},
};
const FlatEnum tflite_lstm_kernels = {ENUM_TYPE(LSTMKernelType, BYTE, lstm_kernels)};

static const FlatName combiners[] = {
	{"SUM", 0},
	{"MEAN", 1},
	{"SQRTN", 2},
};
const FlatEnum tflite_combiners = {ENUM_TYPE(CombinerType, BYTE, combiners)};

static const FlatName mirror_pad_modes[] = {
	{"REFLECT", 0},
	{"SYMMETRIC", 1},
};
const FlatEnum tflite_mirror_pad_modes = {
	ENUM_TYPE(MirrorPadMode, BYTE, mirror_pad_modes)};

static const FlatName reduce_window_functions[] = {
	{"UNSUPPORTED", 0},
	{"ADD", 1},
	{"MUL", 2},
	{"MINIMUM", 3},
	{"MAXIMUM", 4},
	{"ALL", 5},
	{"ANY", 6},
};
const FlatEnum tflite_reduce_window_functions = {
	ENUM_TYPE(ReduceWindowFunction, INT, reduce_window_functions)};

static const FlatName custom_options_formats[] = {
	{"FLEXBUFFERS", 0},
};
const FlatEnum tflite_custom_options_formats = {
	ENUM_TYPE(CustomOptionsFormat, BYTE, custom_options_formats)};
