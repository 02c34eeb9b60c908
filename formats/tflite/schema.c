/* SPDX-License-Identifier: Apache-2.0 */
/* The core of the published TFLite schema: a model, down to its tensors and operators. */
#include "formats/tflite/schema.h"

#include "formats/tflite/schema_parts.h"

static const FlatField custom_quantization[] = {
	{ALIGNED(custom, UBYTE, 16)},
};

static const FlatField blockwise_quantization[] = {
	{FIELD(scales, INT)},
	{FIELD(zero_points, INT)},
	{FIELD(block_size, INT)},
};

static const FlatField multi_axis_quantization[] = {
	{FIELD(scales, INT)},
	{FIELD(zero_points, INT)},
	{FIELD(block_size, INT)},
	{LIST(quantized_dimensions, INT)},
};

static const FlatTableType *const quantization_details_tables[] = {
	OPTION(1, CustomQuantization, custom_quantization),
	OPTION(2, BlockwiseQuantization, blockwise_quantization),
	OPTION(3, MultiAxisQuantization, multi_axis_quantization),
};
static const FlatUnion quantization_details = {
	UNION_TYPE(QuantizationDetails, quantization_details_tables)};

static const FlatField int32_vector[] = {
	{LIST(values, INT)},
};

static const FlatField uint16_vector[] = {
	{ALIGNED(values, USHORT, 4)},
};

static const FlatField uint8_vector[] = {
	{ALIGNED(values, UBYTE, 4)},
};

static const FlatTableType *const sparse_index_vectors_tables[] = {
	OPTION(1, Int32Vector, int32_vector),
	OPTION(2, Uint16Vector, uint16_vector),
	OPTION(3, Uint8Vector, uint8_vector),
};
static const FlatUnion sparse_index_vectors = {
	UNION_TYPE(SparseIndexVector, sparse_index_vectors_tables)};

static const FlatField quantization_parameters_fields[] = {
	{LIST(min, FLOAT)},
	{LIST(max, FLOAT)},
	{LIST(scale, FLOAT)},
	{LIST(zero_point, LONG)},
	{TAG(details, quantization_details)},
	{UNION(details, quantization_details)},
	{FIELD(quantized_dimension, INT)},
};
static const FlatTableType quantization_parameters = {
	TYPE(QuantizationParameters, quantization_parameters_fields)};

static const FlatField dimension_metadata_fields[] = {
	{ENUM(format, BYTE, dimension_types)},
	{FIELD(dense_size, INT)},
	{TAG(array_segments, sparse_index_vectors)},
	{UNION(array_segments, sparse_index_vectors)},
	{TAG(array_indices, sparse_index_vectors)},
	{UNION(array_indices, sparse_index_vectors)},
};
static const FlatTableType dimension_metadata = {
	TYPE(DimensionMetadata, dimension_metadata_fields)};

static const FlatField sparsity_parameters_fields[] = {
	{LIST(traversal_order, INT)},
	{LIST(block_map, INT)},
	{TABLES(dim_metadata, dimension_metadata)},
};
static const FlatTableType sparsity_parameters = {
	TYPE(SparsityParameters, sparsity_parameters_fields)};

static const FlatField variant_sub_type_fields[] = {
	{LIST(shape, INT)},
	{ENUM(type, BYTE, tensor_types)},
	{FIELD(has_rank, BOOL)},
};
static const FlatTableType variant_sub_type = {
	TYPE(VariantSubType, variant_sub_type_fields)};

static const FlatField tensor_fields[] = {
	{LIST(shape, INT)},
	{ENUM(type, BYTE, tensor_types)},
	{FIELD(buffer, UINT)},
	{FIELD(name, STRING)},
	{TABLE(quantization, quantization_parameters)},
	{FIELD(is_variable, BOOL)},
	{TABLE(sparsity, sparsity_parameters)},
	{LIST(shape_signature, INT)},
	{FIELD(has_rank, BOOL)},
	{TABLES(variant_tensors, variant_sub_type)},
	{FIELD(external_buffer, UINT)},
};
static const FlatTableType tensor = {TYPE(Tensor, tensor_fields)};

static const FlatField operator_code_fields[] = {
	{FIELD(deprecated_builtin_code, BYTE)},
	{FIELD(custom_code, STRING)},
	{FIELD_OR(version, INT, 1)},
	{ENUM(builtin_code, INT, builtin_operators)},
};
static const FlatTableType operator_code = {TYPE(OperatorCode, operator_code_fields)};

static const FlatField op_fields[] = {
	{FIELD(opcode_index, UINT)},
	{LIST(inputs, INT)},
	{LIST(outputs, INT)},
	{TAG(builtin_options, tflite_builtin_options)},
	{UNION(builtin_options, tflite_builtin_options)},
	{LIST(custom_options, UBYTE)},
	{ENUM(custom_options_format, BYTE, custom_options_formats)},
	{LIST(mutating_variable_inputs, BOOL)},
	{LIST(intermediates, INT)},
	{FIELD(large_custom_options_offset, ULONG)},
	{FIELD(large_custom_options_size, ULONG)},
	{TAG(builtin_options_2, tflite_builtin_options_2)},
	{UNION(builtin_options_2, tflite_builtin_options_2)},
	{FIELD_OR(debug_metadata_index, INT, -1)},
};
static const FlatTableType op = {TYPE(Operator, op_fields)};

static const FlatField sub_graph_fields[] = {
	{TABLES(tensors, tensor)},
	{LIST(inputs, INT)},
	{LIST(outputs, INT)},
	{TABLES(operators, op)},
	{FIELD(name, STRING)},
	{FIELD_OR(debug_metadata_index, INT, -1)},
};
static const FlatTableType sub_graph = {TYPE(SubGraph, sub_graph_fields)};

static const FlatField buffer_fields[] = {
	{ALIGNED(data, UBYTE, 16)},
	{FIELD(offset, ULONG)},
	{FIELD(size, ULONG)},
};
static const FlatTableType buffer = {TYPE(Buffer, buffer_fields)};

static const FlatField external_buffer_group_fields[] = {
	{FIELD(name, STRING)},
};
static const FlatTableType external_buffer_group = {
	TYPE(ExternalBufferGroup, external_buffer_group_fields)};

static const FlatField external_buffer_fields[] = {
	{FIELD(id, UINT)},
	{FIELD(group, UINT)},
	{FIELD(offset, ULONG)},
	{FIELD(length, ULONG)},
	{FIELD(packing, STRING)},
};
static const FlatTableType external_buffer = {
	TYPE(ExternalBuffer, external_buffer_fields)};

static const FlatField metadata_fields[] = {
	{FIELD(name, STRING)},
	{FIELD(buffer, UINT)},
};
static const FlatTableType metadata = {TYPE(Metadata, metadata_fields)};

static const FlatField tensor_map_fields[] = {
	{FIELD(name, STRING)},
	{FIELD(tensor_index, UINT)},
};
static const FlatTableType tensor_map = {TYPE(TensorMap, tensor_map_fields)};

static const FlatField signature_def_fields[] = {
	{TABLES(inputs, tensor_map)},
	{TABLES(outputs, tensor_map)},
	{FIELD(signature_key, STRING)},
	{DEPRECATED(deprecated_tag, STRING)},
	{FIELD(subgraph_index, UINT)},
};
static const FlatTableType signature_def = {TYPE(SignatureDef, signature_def_fields)};

static const FlatField model_fields[] = {
	{FIELD(version, UINT)},
	{TABLES(operator_codes, operator_code)},
	{TABLES(subgraphs, sub_graph)},
	{FIELD(description, STRING)},
	{TABLES(buffers, buffer)},
	{LIST(metadata_buffer, INT)},
	{TABLES(metadata, metadata)},
	{TABLES(signature_defs, signature_def)},
	{TABLES(external_buffer_groups, external_buffer_group)},
	{TABLES(external_buffers, external_buffer)},
};
static const FlatTableType model = {TYPE(Model, model_fields)};

/* Those that no union holds. */
static const FlatTableType *const tables[] = {
	&quantization_parameters,
	&dimension_metadata,
	&sparsity_parameters,
	&variant_sub_type,
	&tensor,
	&operator_code,
	&op,
	&sub_graph,
	&buffer,
	&external_buffer_group,
	&external_buffer,
	&metadata,
	&tensor_map,
	&signature_def,
	&model,
};

static const FlatEnum *const enums[] = {
	&tflite_tensor_types,
	&tflite_dimension_types,
	&tflite_builtin_operators,
	&tflite_stablehlo_precisions,
	&tflite_stablehlo_directions,
	&tflite_stablehlo_comparisons,
	&tflite_rng_algorithms,
	&tflite_paddings,
	&tflite_activations,
	&tflite_lsh_projections,
	&tflite_weights_formats,
	&tflite_lstm_kernels,
	&tflite_combiners,
	&tflite_mirror_pad_modes,
	&tflite_reduce_window_functions,
	&tflite_custom_options_formats,
};

static const FlatUnion *const unions[] = {
	&quantization_details,
	&sparse_index_vectors,
	&tflite_builtin_options,
	&tflite_builtin_options_2,
};

const FlatSchema tflite_schema = {
	.name_space = "tflite",
	.file_identifier = "TFL3",
	.file_extension = "tflite",
	.root = &model,
	.tables = tables,
	.n_tables = COUNT(tables),
	.enums = enums,
	.n_enums = COUNT(enums),
	.unions = unions,
	.n_unions = COUNT(unions),
};
