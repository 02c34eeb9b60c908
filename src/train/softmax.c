/* SPDX-License-Identifier: Apache-2.0 */
/* SOFTMAX and LOG_SOFTMAX over the last axis in training, with d in = y (d out - sum y d out) and
 * d in = d out - e^y sum d out. */
#include "src/ops/operands.h"
#include "src/train/train_op.h"

static size_t row_length(const TrainLayer *layer)
{
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	return shape.rank > 0 ? (size_t)shape.dims[shape.rank - 1] : 1;
}

static size_t end_of(const TrainLayer *layer, const LayerPass *pass)
{
	return (size_t)pass->n * train_out_count(layer, 0);
}

static Real largest(const Real *x, size_t n)
{
	Real most = x[0];
	for (size_t i = 1; i < n; i++)
		most = x[i] > most ? x[i] : most;
	return most;
}

static void softmax_forward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = row_length(layer), end = end_of(layer, pass);
	Real beta = (Real)layer->op->attrs.softmax.beta;
	for (size_t at = 0; at < end; at += n) {
		const Real *x = pass->in[0] + at;
		Real *y = pass->out[0] + at;
		Real most = largest(x, n), sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += y[i] = real_exp((x[i] - most) * beta);
		for (size_t i = 0; i < n; i++)
			y[i] /= sum;
	}
}

static void softmax_backward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = row_length(layer), end = end_of(layer, pass);
	Real beta = (Real)layer->op->attrs.softmax.beta;
	for (size_t at = 0; pass->d_in[0] && at < end; at += n) {
		const Real *y = pass->out[0] + at, *d_y = pass->d_out[0] + at;
		Real sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += y[i] * d_y[i];
		for (size_t i = 0; i < n; i++)
			pass->d_in[0][at + i] = beta * y[i] * (d_y[i] - sum);
	}
}

static void log_softmax_forward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = row_length(layer), end = end_of(layer, pass);
	for (size_t at = 0; at < end; at += n) {
		const Real *x = pass->in[0] + at;
		Real most = largest(x, n), sum = real_exp(x[0] - most);
		for (size_t i = 1; i < n; i++)
			sum += real_exp(x[i] - most);
		Real log_sum = real_log(sum);
		for (size_t i = 0; i < n; i++)
			pass->out[0][at + i] = x[i] - most - log_sum;
	}
}

static void log_softmax_backward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = row_length(layer), end = end_of(layer, pass);
	for (size_t at = 0; pass->d_in[0] && at < end; at += n) {
		const Real *y = pass->out[0] + at, *d_y = pass->d_out[0] + at;
		Real sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += d_y[i];
		for (size_t i = 0; i < n; i++)
			pass->d_in[0][at + i] = d_y[i] - real_exp(y[i]) * sum;
	}
}

bool train_softmax(TrainLayer *layer, Arena *arena, Error *err)
{
	(void)arena;
	(void)err;
	layer->forward = softmax_forward;
	layer->backward = softmax_backward;
	layer->needs_out = true;
	return true;
}

bool train_log_softmax(TrainLayer *layer, Arena *arena, Error *err)
{
	(void)arena;
	(void)err;
	layer->forward = log_softmax_forward;
	layer->backward = log_softmax_backward;
	layer->needs_out = true;
	return true;
}
