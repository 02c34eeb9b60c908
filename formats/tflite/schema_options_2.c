/* SPDX-License-Identifier: Apache-2.0 */
/* The union BuiltinOptions2 of the published TFLite schema: StableHLO and what came after. */
#include "formats/tflite/schema_parts.h"

static const FlatField stablehlo_concatenate_options[] = {
	{FIELD(dimension, LONG)},
};

static const FlatField stablehlo_broadcast_in_dim_options[] = {
	{LIST(broadcast_dimensions, LONG)},
};

static const FlatField stablehlo_slice_options[] = {
	{LIST(start_indices, LONG)},
	{LIST(limit_indices, LONG)},
	{LIST(strides, LONG)},
};

static const FlatField stablehlo_convolution_options[] = {
	{LIST(window_strides, LONG)},
	{LIST(padding, LONG)},
	{LIST(lhs_dilation, LONG)},
	{LIST(rhs_dilation, LONG)},
	{LIST(window_reversal, BOOL)},
	{FIELD(input_batch_dimension, LONG)},
	{FIELD(input_feature_dimension, LONG)},
	{LIST(input_spatial_dimensions, LONG)},
	{FIELD(kernel_input_feature_dimension, LONG)},
	{FIELD(kernel_output_feature_dimension, LONG)},
	{LIST(kernel_spatial_dimensions, LONG)},
	{FIELD(output_batch_dimension, LONG)},
	{FIELD(output_feature_dimension, LONG)},
	{LIST(output_spatial_dimensions, LONG)},
	{FIELD(feature_group_count, LONG)},
	{FIELD(batch_group_count, LONG)},
	{ENUMS(precision_config, UINT, stablehlo_precisions)},
};

static const FlatField stablehlo_custom_call_options[] = {
	{FIELD(call_target_name, STRING)},
	{FIELD(has_side_effect, BOOL)},
	{FIELD(backend_config, STRING)},
	{FIELD(api_version, INT)},
	{LIST(called_computations, INT)},
	{LIST(custom_attributes, UBYTE)},
};

static const FlatField stablehlo_reduce_options[] = {
	{LIST(dimensions, LONG)},
	{FIELD(body_subgraph_index, INT)},
};

static const FlatField stablehlo_scatter_options[] = {
	{FIELD(indices_are_sorted, BOOL)},
	{LIST(update_window_dims, LONG)},
	{LIST(inserted_window_dims, LONG)},
	{LIST(scatter_dims_to_operand_dims, LONG)},
	{FIELD(index_vector_dim, LONG)},
	{FIELD(unique_indices, BOOL)},
	{FIELD(update_computation_subgraph_index, INT)},
};

static const FlatField stablehlo_compare_options[] = {
	{ENUM(comparison_direction, UINT, stablehlo_directions)},
	{ENUM(compare_type, UINT, stablehlo_comparisons)},
};

static const FlatField stablehlo_dynamic_slice_options[] = {
	{LIST(slice_sizes, LONG)},
};

static const FlatField stablehlo_pad_options[] = {
	{LIST(edge_padding_low, LONG)},
	{LIST(edge_padding_high, LONG)},
	{LIST(interior_padding, LONG)},
};

static const FlatField stablehlo_iota_options[] = {
	{FIELD(iota_dimension, LONG)},
};

static const FlatField stablehlo_dot_general_options[] = {
	{LIST(lhs_batching_dimensions, LONG)},
	{LIST(rhs_batching_dimensions, LONG)},
	{LIST(lhs_contracting_dimensions, LONG)},
	{LIST(rhs_contracting_dimensions, LONG)},
	{ENUMS(precision_config, UINT, stablehlo_precisions)},
};

static const FlatField stablehlo_reduce_window_options[] = {
	{LIST(window_dimensions, LONG)},
	{LIST(window_strides, LONG)},
	{LIST(base_dilations, LONG)},
	{LIST(window_dilations, LONG)},
	{LIST(padding, LONG)},
	{FIELD(body_subgraph_index, INT)},
};

static const FlatField stablehlo_sort_options[] = {
	{FIELD(dimension, LONG)},
	{FIELD(is_stable, BOOL)},
	{FIELD(comparator_subgraph_index, INT)},
};

static const FlatField stablehlo_while_options[] = {
	{FIELD(cond_subgraph_index, INT)},
	{FIELD(body_subgraph_index, INT)},
};

static const FlatField stablehlo_gather_options[] = {
	{LIST(offset_dims, LONG)},
	{LIST(collapsed_slice_dims, LONG)},
	{LIST(start_index_map, LONG)},
	{FIELD(index_vector_dim, LONG)},
	{LIST(slice_sizes, LONG)},
	{FIELD(indices_are_sorted, BOOL)},
};

static const FlatField stablehlo_transpose_options[] = {
	{LIST(permutation, LONG)},
};

static const FlatField stablehlo_rng_bit_generator_options[] = {
	{ENUM(algorithm, BYTE, rng_algorithms)},
};

static const FlatField reduce_window_options[] = {
	{ENUM(reduce_function, INT, reduce_window_functions)},
};

static const FlatField stablehlo_composite_options[] = {
	{FIELD(name, STRING)},
	{FIELD(decomposition_subgraph_index, INT)},
	{LIST(composite_attributes, UBYTE)},
	{ENUM(composite_attributes_format, BYTE, custom_options_formats)},
	{FIELD(version, INT)},
};

static const FlatField stablehlo_case_options[] = {
	{LIST(branch_subgraph_indices, INT)},
};

static const FlatTableType *const builtin_options_2_tables[] = {
	OPTION(1, StablehloConcatenateOptions, stablehlo_concatenate_options),
	OPTION(2, StablehloBroadcastInDimOptions, stablehlo_broadcast_in_dim_options),
	OPTION(3, StablehloSliceOptions, stablehlo_slice_options),
	OPTION(4, StablehloConvolutionOptions, stablehlo_convolution_options),
	OPTION(5, StablehloCustomCallOptions, stablehlo_custom_call_options),
	OPTION(6, StablehloReduceOptions, stablehlo_reduce_options),
	OPTION(7, StablehloScatterOptions, stablehlo_scatter_options),
	OPTION(8, StablehloCompareOptions, stablehlo_compare_options),
	OPTION(9, StablehloDynamicSliceOptions, stablehlo_dynamic_slice_options),
	OPTION(10, StablehloPadOptions, stablehlo_pad_options),
	OPTION(11, StablehloIotaOptions, stablehlo_iota_options),
	OPTION(12, StablehloDotGeneralOptions, stablehlo_dot_general_options),
	OPTION(13, StablehloReduceWindowOptions, stablehlo_reduce_window_options),
	OPTION(14, StablehloSortOptions, stablehlo_sort_options),
	OPTION(15, StablehloWhileOptions, stablehlo_while_options),
	OPTION(16, StablehloGatherOptions, stablehlo_gather_options),
	OPTION(17, StablehloTransposeOptions, stablehlo_transpose_options),
	EMPTY(18, DilateOptions),
	OPTION(19, StablehloRngBitGeneratorOptions, stablehlo_rng_bit_generator_options),
	OPTION(20, ReduceWindowOptions, reduce_window_options),
	OPTION(21, StableHLOCompositeOptions, stablehlo_composite_options),
	EMPTY(22, StablehloShiftLeftOptions),
	OPTION(23, StablehloCaseOptions, stablehlo_case_options),
};
const FlatUnion tflite_builtin_options_2 = {
	UNION_TYPE(BuiltinOptions2, builtin_options_2_tables)};
