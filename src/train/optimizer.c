/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/optimizer.h"

#include "src/train/simd.h"

/*
 * Of AdamW, whose steps are as long as the rate whatever the gradients are: weights far smaller
 * than those of a fresh layer would be thrown about by it. Such are, beside pixels of 0 to 255, a
 * trained first layer's; they move in proportion.
 */
static Real share_of_rate(const Param *param)
{
	const double small = 0.1;
	double squares = 0, n = 0;
	for (size_t i = 0; i < param->count; i++) {
		double value = (double)param->values[i];
		squares += value * value;
		n += value != 0;
	}
	if (param->kind != PARAM_WEIGHTS || n == 0)
		return 1;
	double share = sqrt(squares / n) / sqrt(2 / (double)param->fan_in);
	return share < small ? (Real)share : 1;
}

Optimizer *optimizer_new(Net *net, const OptimizerSettings *how)
{
	Arena arena = {0};
	Optimizer *made = arena_alloc(&arena, sizeof *made);
	bool is_adam = how->kind == OPTIMIZER_ADAMW;
	size_t n = (size_t)net_n_params(net);
	made->how = *how;
	made->n_params = (int)n;
	made->counts = arena_array(&arena, n, sizeof *made->counts);
	made->moments = arena_array(&arena, n, sizeof *made->moments);
	made->shares = arena_array(&arena, n, sizeof *made->shares);
	made->squares = is_adam ? arena_array(&arena, n, sizeof *made->squares) : NULL;
	for (size_t i = 0; i < n; i++) {
		made->counts[i] = net_param(net, (int)i)->count;
		made->shares[i] = is_adam ? share_of_rate(net_param(net, (int)i)) : 1;
		made->moments[i] = arena_array(&arena, made->counts[i], sizeof(Real));
		if (is_adam)
			made->squares[i] = arena_array(&arena, made->counts[i], sizeof(Real));
	}
	made->arena = arena;
	return made;
}

void optimizer_free(Optimizer *optimizer)
{
	if (!optimizer)
		return;
	Arena arena = optimizer->arena;
	arena_finish(&arena);
}

void optimizer_begin(Optimizer *optimizer, double rate, double scale)
{
	optimizer->n_steps++;
	optimizer->rate = rate;
	optimizer->scale = scale;
	optimizer->first = 1 - pow(optimizer->how.beta1, (double)optimizer->n_steps);
	optimizer->second = 1 - pow(optimizer->how.beta2, (double)optimizer->n_steps);
}

/* n values and what belongs to them. */
typedef struct Move {
	size_t n;
	Real *values, *moment, *square;
	const Real *gradient;
	Real scale, rate, decay;         /* decay is rate * weight_decay */
	Real beta1, beta2, rest1, rest2; /* rest1 is 1 - beta1, rounded once */
	Real root_second, epsilon;
	Real ahead, plain; /* SGD: factors of moment and gradient in a step */
} Move;

/* 1, or 0 for an element that is masked. */
static inline Real kept(Real value, Real gradient)
{
	return value != 0 || gradient != 0 ? 1 : 0;
}

SIMD_BODY move_sgd_body(const Move *m)
{
	Real *w = m->values, *v = m->moment;
	const Real *g = m->gradient;
#pragma omp simd
	for (size_t i = 0; i < m->n; i++) {
		Real scaled = m->scale * g[i];
		v[i] = kept(w[i], g[i]) * (m->beta1 * v[i] + scaled);
		w[i] -= m->rate * (m->ahead * v[i] + m->plain * scaled) + m->decay * w[i];
	}
}

SIMD_VARIANTS(move_sgd, (const Move *m), (m))

SIMD_BODY move_adam_body(const Move *m)
{
	Real *w = m->values, *v = m->moment, *s = m->square;
	const Real *gradient = m->gradient;
#pragma omp simd
	for (size_t i = 0; i < m->n; i++) {
		Real g = m->scale * gradient[i], keep = kept(w[i], gradient[i]);
		v[i] = keep * (m->beta1 * v[i] + m->rest1 * g);
		s[i] = keep * (m->beta2 * s[i] + m->rest2 * g * g);
		w[i] -= m->rate * v[i] / (real_sqrt(s[i]) * m->root_second + m->epsilon) +
			m->decay * w[i];
	}
}

SIMD_VARIANTS(move_adam, (const Move *m), (m))

void optimizer_update(const Optimizer *optimizer, const ParamBlock *block)
{
	const OptimizerSettings *how = &optimizer->how;
	bool is_adam = how->kind == OPTIMIZER_ADAMW;
	double rate = optimizer->rate * (double)optimizer->shares[block->index];
	double decay = block->param->kind == PARAM_WEIGHTS ? how->weight_decay : 0;
	Move move = {
		.n = block->count,
		.values = block->param->values + block->first,
		.gradient = block->param->gradient + block->first,
		.moment = optimizer->moments[block->index] + block->first,
		.square = is_adam ? optimizer->squares[block->index] + block->first : NULL,
		.scale = (Real)optimizer->scale,
		.rate = (Real)(is_adam ? rate / optimizer->first : rate),
		.decay = (Real)(rate * decay),
		.beta1 = (Real)(is_adam ? how->beta1 : how->momentum),
		.beta2 = (Real)how->beta2,
		.rest1 = (Real)(1 - how->beta1),
		.rest2 = (Real)(1 - how->beta2),
		.root_second = (Real)(1 / sqrt(optimizer->second)),
		.epsilon = (Real)how->epsilon,
		.ahead = how->nesterov ? (Real)how->momentum : 1,
		.plain = how->nesterov ? 1 : 0,
	};
	if (is_adam)
		move_adam(&move);
	else
		move_sgd(&move);
}
