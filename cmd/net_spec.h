/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network as a short JSON list of layers, which whit-init(1) describes:
 *
 *	{"input": [28, 28, 1], "layers": [
 *		{"conv": 8, "kernel": 3, "activation": "relu"}, {"maxpool": 2}, "flatten",
 *		{"dense": 10}, "softmax"]}
 */
#ifndef CMD_NET_SPEC_H
#define CMD_NET_SPEC_H

#include "cmd/options.h"
#include "passes/init/builder.h"
#include "src/base/bytes.h"

/*
 * Make the network, float32, verified and fit to run, into an empty model: all its weights are 0.
 * inits gets what the list says of each operator's weights, in the model's arena. Errors name
 * the layer by its place, counted from 0, but not the file. After a failure the model is only
 * fit to free.
 */
bool net_spec_parse(Bytes file, Model *model, WeightInit **inits, Error *err);

/* The same from a file, which errors name, or from standard input, where path is NULL or "-". */
bool net_spec_read(const char *path, Model *model, WeightInit **inits, Error *err);

/* The words for WeightInit. */
extern const Choice weight_init_choices[];

#endif
