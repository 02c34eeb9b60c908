/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a net is trained to, a row of outputs at a time. Each returns weight times the loss and
 * adds its gradient, times weight, to `gradient`: so losses are mixed by adding them up, and a mean
 * over a batch has its size in the weight. n is at least 1. A row with NaN or infinity has a loss
 * that is not finite.
 */
#ifndef TRAIN_LOSS_H
#define TRAIN_LOSS_H

#include "src/train/real.h"

/*
 * -ln softmax(logits)[label]; label is 0 to n - 1. smoothing, 0 to 1, is the share of the label
 * that goes to all classes alike.
 */
double cross_entropy(const Real *logits, int n, int label, double smoothing,
	double weight, Real *gradient);

/* The same of two classes by one logit, that of class 1; label is 0 or 1. */
double binary_cross_entropy(Real logit, int label, double smoothing, double weight,
	Real *gradient);

/*
 * T^2 KL(softmax(teacher / T) || softmax(logits / T)): 0 where they agree. The factor keeps
 * gradients as large as those of cross_entropy (Hinton, Vinyals, Dean, "Distilling the knowledge
 * in a neural network", 2015). One logit stands for two classes, as above.
 */
double distillation(const Real *logits, const float *teacher, int n, double temperature,
	double weight, Real *gradient);

/* The mean of (out - wanted)^2. */
double squared_error(const Real *out, const float *wanted, int n, double weight,
	Real *gradient);

#endif
