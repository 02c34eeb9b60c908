/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_s8_sparse.h"

#include "src/kernels/output_s8.h"

void dense_s8_sparse(const DenseS8 *dense, const PackedTensor *weight, const int8_t *in,
	const int32_t *bias, int8_t *out, void *state)
{
	const LayerQuant *quant = &dense->quant;
	Unpack unpack;

	unpack_start(&unpack, weight, state);
	for (int32_t c = 0; c < dense->out_n; c++) {
		/* The bias has the zero point's share already. */
		int32_t sum = unpack_sparse_dot(&unpack, in, 0, dense->in_n, bias[c]);

		put_output(output_of(quant, c), sum, &out[c]);
	}
	limit_outputs(quant->act_min, quant->act_max, out, dense->out_n);
}
