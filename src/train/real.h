/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers that training computes with. */
#ifndef TRAIN_REAL_H
#define TRAIN_REAL_H

#include <math.h>

#include "src/kernels/exp_f32.h"

/*
 * float; double where the gradients are checked against differences: the tests compile the
 * same sources a second time, with TRAIN_IN_DOUBLE (see tests/gradient/).
 */
#ifdef TRAIN_IN_DOUBLE
typedef double Real;
#define real_exp exp
#else
typedef float Real;
#define real_exp exp_f32
#endif

#endif
