/* SPDX-License-Identifier: Apache-2.0 */
/* The union BuiltinOptions of the published TFLite schema: how an operator does its work. */
#include "formats/tflite/schema_parts.h"

static const FlatField conv_2d_options[] = {
	{ENUM(padding, BYTE, paddings)},
	{FIELD(stride_w, INT)},
	{FIELD(stride_h, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD_OR(dilation_w_factor, INT, 1)},
	{FIELD_OR(dilation_h_factor, INT, 1)},
	{ENUM(quantized_bias_type, BYTE, tensor_types)},
};

static const FlatField depthwise_conv_2d_options[] = {
	{ENUM(padding, BYTE, paddings)},
	{FIELD(stride_w, INT)},
	{FIELD(stride_h, INT)},
	{FIELD(depth_multiplier, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD_OR(dilation_w_factor, INT, 1)},
	{FIELD_OR(dilation_h_factor, INT, 1)},
};

static const FlatField concat_embeddings_options[] = {
	{FIELD(num_channels, INT)},
	{LIST(num_columns_per_channel, INT)},
	{LIST(embedding_dim_per_channel, INT)},
};

static const FlatField lsh_projection_options[] = {
	{ENUM(type, BYTE, lsh_projections)},
};

static const FlatField pool_2d_options[] = {
	{ENUM(padding, BYTE, paddings)},
	{FIELD(stride_w, INT)},
	{FIELD(stride_h, INT)},
	{FIELD(filter_width, INT)},
	{FIELD(filter_height, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
};

static const FlatField svdf_options[] = {
	{FIELD(rank, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField rnn_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField fully_connected_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{ENUM(weights_format, BYTE, weights_formats)},
	{FIELD(keep_num_dims, BOOL)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
	{ENUM(quantized_bias_type, BYTE, tensor_types)},
};

static const FlatField softmax_options[] = {
	{FIELD(beta, FLOAT)},
};

static const FlatField concatenation_options[] = {
	{FIELD(axis, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
};

static const FlatField add_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD_OR(pot_scale_int16, BOOL, true)},
};

static const FlatField l2_norm_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
};

static const FlatField local_response_normalization_options[] = {
	{FIELD(radius, INT)},
	{FIELD(bias, FLOAT)},
	{FIELD(alpha, FLOAT)},
	{FIELD(beta, FLOAT)},
};

static const FlatField lstm_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(cell_clip, FLOAT)},
	{FIELD(proj_clip, FLOAT)},
	{ENUM(kernel_type, BYTE, lstm_kernels)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField resize_bilinear_options[] = {
	{DEPRECATED(new_height, INT)},
	{DEPRECATED(new_width, INT)},
	{FIELD(align_corners, BOOL)},
	{FIELD(half_pixel_centers, BOOL)},
};

static const FlatField call_options[] = {
	{FIELD(subgraph, UINT)},
};

static const FlatField reshape_options[] = {
	{LIST(new_shape, INT)},
};

static const FlatField skip_gram_options[] = {
	{FIELD(ngram_size, INT)},
	{FIELD(max_skip_size, INT)},
	{FIELD(include_all_ngrams, BOOL)},
};

static const FlatField space_to_depth_options[] = {
	{FIELD(block_size, INT)},
};

static const FlatField embedding_lookup_sparse_options[] = {
	{ENUM(combiner, BYTE, combiners)},
};

static const FlatField mul_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
};

static const FlatField gather_options[] = {
	{FIELD(axis, INT)},
	{FIELD(batch_dims, INT)},
};

static const FlatField reducer_options[] = {
	{FIELD(keep_dims, BOOL)},
};

static const FlatField sub_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD_OR(pot_scale_int16, BOOL, true)},
};

static const FlatField div_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
};

static const FlatField squeeze_options[] = {
	{LIST(squeeze_dims, INT)},
};

static const FlatField sequence_rnn_options[] = {
	{FIELD(time_major, BOOL)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField strided_slice_options[] = {
	{FIELD(begin_mask, INT)},
	{FIELD(end_mask, INT)},
	{FIELD(ellipsis_mask, INT)},
	{FIELD(new_axis_mask, INT)},
	{FIELD(shrink_axis_mask, INT)},
	{FIELD(offset, BOOL)},
};

static const FlatField split_options[] = {
	{FIELD(num_splits, INT)},
};

static const FlatField cast_options[] = {
	{ENUM(in_data_type, BYTE, tensor_types)},
	{ENUM(out_data_type, BYTE, tensor_types)},
};

static const FlatField arg_max_options[] = {
	{ENUM(output_type, BYTE, tensor_types)},
};

static const FlatField transpose_conv_options[] = {
	{ENUM(padding, BYTE, paddings)},
	{FIELD(stride_w, INT)},
	{FIELD(stride_h, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{ENUM(quantized_bias_type, BYTE, tensor_types)},
};

static const FlatField sparse_to_dense_options[] = {
	{FIELD(validate_indices, BOOL)},
};

static const FlatField shape_options[] = {
	{ENUM(out_type, BYTE, tensor_types)},
};

static const FlatField arg_min_options[] = {
	{ENUM(output_type, BYTE, tensor_types)},
};

static const FlatField fake_quant_options[] = {
	{FIELD(min, FLOAT)},
	{FIELD(max, FLOAT)},
	{FIELD(num_bits, INT)},
	{FIELD(narrow_range, BOOL)},
};

static const FlatField pack_options[] = {
	{FIELD(values_count, INT)},
	{FIELD(axis, INT)},
};

static const FlatField one_hot_options[] = {
	{FIELD(axis, INT)},
};

static const FlatField unpack_options[] = {
	{FIELD(num, INT)},
	{FIELD(axis, INT)},
};

static const FlatField bidirectional_sequence_lstm_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(cell_clip, FLOAT)},
	{FIELD(proj_clip, FLOAT)},
	{FIELD(merge_outputs, BOOL)},
	{FIELD_OR(time_major, BOOL, true)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField bidirectional_sequence_rnn_options[] = {
	{FIELD(time_major, BOOL)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(merge_outputs, BOOL)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField unidirectional_sequence_lstm_options[] = {
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD(cell_clip, FLOAT)},
	{FIELD(proj_clip, FLOAT)},
	{FIELD(time_major, BOOL)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
	{FIELD(diagonal_recurrent_tensors, BOOL)},
};

static const FlatField resize_nearest_neighbor_options[] = {
	{FIELD(align_corners, BOOL)},
	{FIELD(half_pixel_centers, BOOL)},
};

static const FlatField leaky_relu_options[] = {
	{FIELD(alpha, FLOAT)},
};

static const FlatField mirror_pad_options[] = {
	{ENUM(mode, BYTE, mirror_pad_modes)},
};

static const FlatField split_voptions[] = {
	{FIELD(num_splits, INT)},
};

static const FlatField unique_options[] = {
	{ENUM_OR(idx_out_type, BYTE, tensor_types, 2)},
};

static const FlatField reverse_sequence_options[] = {
	{FIELD(seq_dim, INT)},
	{FIELD(batch_dim, INT)},
};

static const FlatField if_options[] = {
	{FIELD(then_subgraph_index, INT)},
	{FIELD(else_subgraph_index, INT)},
};

static const FlatField while_options[] = {
	{FIELD(cond_subgraph_index, INT)},
	{FIELD(body_subgraph_index, INT)},
};

static const FlatField depth_to_space_options[] = {
	{FIELD(block_size, INT)},
};

static const FlatField batch_mat_mul_options[] = {
	{FIELD(adj_x, BOOL)},
	{FIELD(adj_y, BOOL)},
	{FIELD(asymmetric_quantize_inputs, BOOL)},
};

static const FlatField cumsum_options[] = {
	{FIELD(exclusive, BOOL)},
	{FIELD(reverse, BOOL)},
};

static const FlatField call_once_options[] = {
	{FIELD(init_subgraph_index, INT)},
};

static const FlatField conv_3d_options[] = {
	{ENUM(padding, BYTE, paddings)},
	{FIELD(stride_d, INT)},
	{FIELD(stride_w, INT)},
	{FIELD(stride_h, INT)},
	{ENUM(fused_activation_function, BYTE, activations)},
	{FIELD_OR(dilation_d_factor, INT, 1)},
	{FIELD_OR(dilation_w_factor, INT, 1)},
	{FIELD_OR(dilation_h_factor, INT, 1)},
};

static const FlatField hashtable_options[] = {
	{FIELD(table_id, INT)},
	{ENUM(key_dtype, BYTE, tensor_types)},
	{ENUM(value_dtype, BYTE, tensor_types)},
};

static const FlatField var_handle_options[] = {
	{FIELD(container, STRING)},
	{FIELD(shared_name, STRING)},
};

static const FlatField random_options[] = {
	{FIELD(seed, LONG)},
	{FIELD(seed2, LONG)},
};

static const FlatField bucketize_options[] = {
	{LIST(boundaries, FLOAT)},
};

static const FlatField gelu_options[] = {
	{FIELD(approximate, BOOL)},
};

/* In order of the tag; a table without fields stands here only. */
static const FlatTableType *const builtin_options_tables[] = {
	OPTION(1, Conv2DOptions, conv_2d_options),
	OPTION(2, DepthwiseConv2DOptions, depthwise_conv_2d_options),
	OPTION(3, ConcatEmbeddingsOptions, concat_embeddings_options),
	OPTION(4, LSHProjectionOptions, lsh_projection_options),
	OPTION(5, Pool2DOptions, pool_2d_options),
	OPTION(6, SVDFOptions, svdf_options),
	OPTION(7, RNNOptions, rnn_options),
	OPTION(8, FullyConnectedOptions, fully_connected_options),
	OPTION(9, SoftmaxOptions, softmax_options),
	OPTION(10, ConcatenationOptions, concatenation_options),
	OPTION(11, AddOptions, add_options),
	OPTION(12, L2NormOptions, l2_norm_options),
	OPTION(13, LocalResponseNormalizationOptions, local_response_normalization_options),
	OPTION(14, LSTMOptions, lstm_options),
	OPTION(15, ResizeBilinearOptions, resize_bilinear_options),
	OPTION(16, CallOptions, call_options),
	OPTION(17, ReshapeOptions, reshape_options),
	OPTION(18, SkipGramOptions, skip_gram_options),
	OPTION(19, SpaceToDepthOptions, space_to_depth_options),
	OPTION(20, EmbeddingLookupSparseOptions, embedding_lookup_sparse_options),
	OPTION(21, MulOptions, mul_options),
	EMPTY(22, PadOptions),
	OPTION(23, GatherOptions, gather_options),
	EMPTY(24, BatchToSpaceNDOptions),
	EMPTY(25, SpaceToBatchNDOptions),
	EMPTY(26, TransposeOptions),
	OPTION(27, ReducerOptions, reducer_options),
	OPTION(28, SubOptions, sub_options),
	OPTION(29, DivOptions, div_options),
	OPTION(30, SqueezeOptions, squeeze_options),
	OPTION(31, SequenceRNNOptions, sequence_rnn_options),
	OPTION(32, StridedSliceOptions, strided_slice_options),
	EMPTY(33, ExpOptions),
	EMPTY(34, TopKV2Options),
	OPTION(35, SplitOptions, split_options),
	EMPTY(36, LogSoftmaxOptions),
	OPTION(37, CastOptions, cast_options),
	EMPTY(38, DequantizeOptions),
	EMPTY(39, MaximumMinimumOptions),
	OPTION(40, ArgMaxOptions, arg_max_options),
	EMPTY(41, LessOptions),
	EMPTY(42, NegOptions),
	EMPTY(43, PadV2Options),
	EMPTY(44, GreaterOptions),
	EMPTY(45, GreaterEqualOptions),
	EMPTY(46, LessEqualOptions),
	EMPTY(47, SelectOptions),
	EMPTY(48, SliceOptions),
	OPTION(49, TransposeConvOptions, transpose_conv_options),
	OPTION(50, SparseToDenseOptions, sparse_to_dense_options),
	EMPTY(51, TileOptions),
	EMPTY(52, ExpandDimsOptions),
	EMPTY(53, EqualOptions),
	EMPTY(54, NotEqualOptions),
	OPTION(55, ShapeOptions, shape_options),
	EMPTY(56, PowOptions),
	OPTION(57, ArgMinOptions, arg_min_options),
	OPTION(58, FakeQuantOptions, fake_quant_options),
	OPTION(59, PackOptions, pack_options),
	EMPTY(60, LogicalOrOptions),
	OPTION(61, OneHotOptions, one_hot_options),
	EMPTY(62, LogicalAndOptions),
	EMPTY(63, LogicalNotOptions),
	OPTION(64, UnpackOptions, unpack_options),
	EMPTY(65, FloorDivOptions),
	EMPTY(66, SquareOptions),
	EMPTY(67, ZerosLikeOptions),
	EMPTY(68, FillOptions),
	OPTION(69, BidirectionalSequenceLSTMOptions, bidirectional_sequence_lstm_options),
	OPTION(70, BidirectionalSequenceRNNOptions, bidirectional_sequence_rnn_options),
	OPTION(71, UnidirectionalSequenceLSTMOptions, unidirectional_sequence_lstm_options),
	EMPTY(72, FloorModOptions),
	EMPTY(73, RangeOptions),
	OPTION(74, ResizeNearestNeighborOptions, resize_nearest_neighbor_options),
	OPTION(75, LeakyReluOptions, leaky_relu_options),
	EMPTY(76, SquaredDifferenceOptions),
	OPTION(77, MirrorPadOptions, mirror_pad_options),
	EMPTY(78, AbsOptions),
	OPTION(79, SplitVOptions, split_voptions),
	OPTION(80, UniqueOptions, unique_options),
	EMPTY(81, ReverseV2Options),
	EMPTY(82, AddNOptions),
	EMPTY(83, GatherNdOptions),
	EMPTY(84, CosOptions),
	EMPTY(85, WhereOptions),
	EMPTY(86, RankOptions),
	OPTION(87, ReverseSequenceOptions, reverse_sequence_options),
	EMPTY(88, MatrixDiagOptions),
	EMPTY(89, QuantizeOptions),
	EMPTY(90, MatrixSetDiagOptions),
	EMPTY(91, HardSwishOptions),
	OPTION(92, IfOptions, if_options),
	OPTION(93, WhileOptions, while_options),
	OPTION(94, DepthToSpaceOptions, depth_to_space_options),
	EMPTY(95, NonMaxSuppressionV4Options),
	EMPTY(96, NonMaxSuppressionV5Options),
	EMPTY(97, ScatterNdOptions),
	EMPTY(98, SelectV2Options),
	EMPTY(99, DensifyOptions),
	EMPTY(100, SegmentSumOptions),
	OPTION(101, BatchMatMulOptions, batch_mat_mul_options),
	OPTION(102, CumsumOptions, cumsum_options),
	OPTION(103, CallOnceOptions, call_once_options),
	EMPTY(104, BroadcastToOptions),
	EMPTY(105, Rfft2dOptions),
	OPTION(106, Conv3DOptions, conv_3d_options),
	OPTION(107, HashtableOptions, hashtable_options),
	EMPTY(108, HashtableFindOptions),
	EMPTY(109, HashtableImportOptions),
	EMPTY(110, HashtableSizeOptions),
	OPTION(111, VarHandleOptions, var_handle_options),
	EMPTY(112, ReadVariableOptions),
	EMPTY(113, AssignVariableOptions),
	OPTION(114, RandomOptions, random_options),
	OPTION(115, BucketizeOptions, bucketize_options),
	OPTION(116, GeluOptions, gelu_options),
	EMPTY(117, DynamicUpdateSliceOptions),
	EMPTY(118, UnsortedSegmentProdOptions),
	EMPTY(119, UnsortedSegmentMaxOptions),
	EMPTY(120, UnsortedSegmentMinOptions),
	EMPTY(121, UnsortedSegmentSumOptions),
	EMPTY(122, ATan2Options),
	EMPTY(123, SignOptions),
	EMPTY(124, BitcastOptions),
	EMPTY(125, BitwiseXorOptions),
	EMPTY(126, RightShiftOptions),
};
const FlatUnion tflite_builtin_options = {
	UNION_TYPE(BuiltinOptions, builtin_options_tables)};
