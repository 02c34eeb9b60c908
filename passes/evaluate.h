/* SPDX-License-Identifier: Apache-2.0 */
/* How good a model's outputs are. */
#ifndef PASSES_EVALUATE_H
#define PASSES_EVALUATE_H

#include "passes/infer.h"

typedef enum Metric {
	METRIC_TOP1, /* share of rows whose label has the highest output; of equals the first */
	METRIC_TOP5, /* whose label is among the five highest */
	METRIC_AUC,  /* area under the ROC curve */
	METRIC_MSE,  /* mean squared error */
} Metric;

/* What is known of the rows. Which is needed, evaluate says. */
typedef struct Truth {
	const int32_t *labels; /* a class a row */
	const int32_t *groups; /* what rows belong together; NULL: each stands alone */
	const Array *targets;  /* of the outputs' shape */
} Truth;

typedef struct ClassResult {
	int64_t n_rows, n_predicted, n_right;
} ClassResult;

typedef struct Evaluation {
	Metric metric;
	double value;
	int64_t n_rows, n_scores; /* scores are fewer than rows where rows are grouped */
	int n_classes;            /* 0 where the metric has none */
	ClassResult *classes;
	int64_t *confusion; /* [n_classes, n_classes]: row the label, column the prediction */
} Evaluation;

/*
 * Judge float32 outputs [rows, classes], from `infer` with dequantize; the result is in the
 * arena. inputs are the rows as the model got them, in real numbers, needed where the model
 * is an autoencoder and the metric AUC or MSE.
 *
 *   top1, top5   labels; classes with results and a confusion matrix
 *   auc          labels; of an autoencoder (outputs as long as inputs) the score of a row
 *                is its mean squared error, averaged over its group, and label 1 (any above
 *                0) is the anomaly; of one output, or of two, the (last) output itself; of
 *                more, the mean over classes of each against the rest. Ties count half.
 *   mse          targets, or inputs without them
 */
bool evaluate(Metric metric, const Array *outputs, const Array *inputs,
	const Truth *truth, Arena *arena, Evaluation *result, Error *err);

/* Area under the ROC curve of scores, of which the marked ones should be the higher; fails
 * where all or none are marked. The Mann-Whitney statistic: ties count half. */
bool auc(const double *scores, const bool *marked, int64_t n, double *area, Error *err);

#endif
