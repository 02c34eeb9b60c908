/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs whose tensors take what a test says, and what must hold of any order found for them. */
#ifndef TESTS_UNIT_ORDER_NET_H
#define TESTS_UNIT_ORDER_NET_H

#include "src/lower/order.h"

enum { MOST_TENSORS = 600, MOST_OPS = 600, MOST_ORDER_LEADS = 1200 };

typedef struct SizedNet {
	Model *model;
	Graph *graph;
	/* The costs; all but bytes are 0, like is the tensor itself, unless a test sets them. */
	int64_t bytes[MOST_TENSORS], op_bytes[MOST_OPS];
	int like[MOST_TENSORS];
	Lead leads[MOST_ORDER_LEADS];
	int n_leads;
	int order[MOST_OPS];
	OrderPeak peak;
} SizedNet;

SizedNet sized_net(void);
int sized_tensor(SizedNet *net, int64_t bytes);

/* An operator over one or two tensors (b below 0: one); what it computes. */
int sized_op(SizedNet *net, int a, int b, int64_t bytes);

/* The graph's only input and output. */
void set_ends(SizedNet *net, int in, int out);

void add_order_lead(SizedNet *net, int out, int in, int64_t bytes);

/* The largest set alive, from lifetimes, less what leads save. */
int64_t peak_of(const SizedNet *net, const int *order);

/* Whether all that an operator reads is there once these have run. */
bool can_run(const SizedNet *net, int op, const bool *has_run);

/* Fill in order and peak. Fails the test where operators run too early, or where the peaks are
 * not those of the orders. */
void find_order(SizedNet *net);

#endif
