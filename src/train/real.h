/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers that training computes with. */
#ifndef TRAIN_REAL_H
#define TRAIN_REAL_H

#include <math.h>

#include "src/kernels/exp_f32.h"
#include "src/kernels/log_f32.h"
#include "src/kernels/tanh_f32.h"

/*
 * float; double where gradients are held against differences: the tests compile the same
 * sources a second time, with TRAIN_IN_DOUBLE (see tests/gradient/). The functions of float are
 * the same bits on every machine.
 */
#ifdef TRAIN_IN_DOUBLE

typedef double Real;

static inline Real real_exp(Real x)
{
	return exp(x);
}

static inline Real real_log(Real x)
{
	return log(x);
}

static inline Real real_tanh(Real x)
{
	return tanh(x);
}

#define real_sqrt sqrt

#else

typedef float Real;

static inline Real real_exp(Real x)
{
	return exp_f32(x);
}

static inline Real real_log(Real x)
{
	return log_f32(x);
}

static inline Real real_tanh(Real x)
{
	tanh_f32(&x, 1, &x);
	return x;
}

#define real_sqrt sqrtf

#endif

#endif
