/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of layers in a list (see cmd/net_spec.h). */
#ifndef CMD_NET_SPEC_KINDS_H
#define CMD_NET_SPEC_KINDS_H

#include <cjson/cJSON.h>

#include "passes/init/builder.h"

/* What a layer is called, and the tensor that it makes. */
typedef struct SpecName {
	const char *name;
	int tensor;
} SpecName;

typedef struct NetSpec {
	Builder builder;
	SpecName *names; /* of the input, then of each layer so far */
	size_t n_names;
} NetSpec;

typedef struct LayerKind LayerKind;

/* A layer that is being made. */
typedef struct SpecLayer {
	const LayerKind *kind;
	const cJSON *json;
	int in; /* the tensor it reads */
	LayerEnd end;
} SpecLayer;

struct LayerKind {
	const char *name;
	const char *const *keys; /* it may have beside its name; ends with NULL */
	bool (*add)(NetSpec *spec, const SpecLayer *layer, int *out, Error *err);
	OpType type;         /* for an add that serves several */
	bool is_word;        /* it says nothing more: true, or the bare word */
	const char *instead; /* where add is NULL: what to do without it */
};

/* NULL where there is none. */
const LayerKind *layer_kind_of(const char *name);

/* All their names; ends with NULL. */
enum { MOST_KINDS = 32 };
void layer_kind_names(const char *names[MOST_KINDS + 1]);

/* The tensor of a layer before this one. */
bool spec_tensor(const NetSpec *spec, const char *name, int *tensor, Error *err);

#endif
