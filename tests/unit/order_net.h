/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs whose tensors take what a test says, and what must hold of any order found for them. */
#ifndef TESTS_UNIT_ORDER_NET_H
#define TESTS_UNIT_ORDER_NET_H

#include "src/lower/order.h"

enum { MOST_TENSORS = 600, MOST_OPS = 600 };

typedef struct SizedNet {
	Model *model;
	Graph *graph;
	int64_t bytes[MOST_TENSORS];
	int order[MOST_OPS];
	OrderPeak peak;
} SizedNet;

SizedNet sized_net(void);
int sized_tensor(SizedNet *net, int64_t bytes);

/* An operator over one or two tensors (b below 0: one); what it computes. */
int sized_op(SizedNet *net, int a, int b, int64_t bytes);

/* The graph's only input and output. */
void set_ends(SizedNet *net, int in, int out);

/* The largest set alive, from lifetimes. */
int64_t peak_of(const SizedNet *net, const int *order);

/* Fill in order and peak. Fails the test where operators run too early; and where costs are of
 * tensors alone (find_order), where the peaks are not those of the orders. */
void find_order(SizedNet *net);
void find_order_of(SizedNet *net, const OrderCosts *costs);

#endif
