/* SPDX-License-Identifier: Apache-2.0 */
/* A model whose logits another is to learn. */
#ifndef PASSES_TEACHER_H
#define PASSES_TEACHER_H

#include "passes/logits.h"

/*
 * Where the logits are of a model with one output, as logits_find() tells; and of a LOGISTIC that
 * gives a single value, what goes into it. Outputs are the values of a row.
 */
bool teacher_logits(const Model *model, Logits *logits, int *outputs, Error *err);

/* A teacher that is asked on the way. */
typedef struct Teacher Teacher;

/*
 * Make a model ready for n_threads threads (0: one a core), and for rows of row_count real
 * numbers, as a student sees them: of a quantised teacher they are quantised. The model must outlive
 * the teacher. Fails, naming the model, where it cannot run, has not just one input that takes such
 * rows, or takes several at a time.
 */
Teacher *teacher_new(const Model *model, size_t row_count, int n_threads, Error *err);
void teacher_free(Teacher *teacher); /* NULL is fine */

/* The logits of n rows; worker, 0 to n_threads - 1, names the thread. */
bool teacher_ask(Teacher *teacher, int worker, int n, const float *rows, float *logits,
	Error *err);

#endif
