/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a Net, for the files of src/train/ only. */
#ifndef TRAIN_NET_PARTS_H
#define TRAIN_NET_PARTS_H

#include "src/train/net.h"
#include "src/train/norm.h"
#include "src/train/train_op.h"

/* Where a slice's values, or their gradients, lie: in the memory of the worker that has it, or,
 * where all slices' are kept for a deferred layer, in one of the whole batch. */
typedef struct Place {
	Real *whole;   /* NULL: in a worker's memory, */
	size_t offset; /* so many elements from its start */
} Place;

typedef struct NetTensor {
	size_t
		count; /* elements of a sample; 0 where it holds no real numbers to compute with */
	const Real
		*constant;  /* the values of constants and parameters; NULL for computed ones */
	int param;      /* -1 where it is none */
	bool is_wanted; /* parameters shape it, and it shapes an output: it has a gradient */
	bool keeps_whole, keeps_gradient_whole;
	Place values, gradient;
	int producer; /* -1 for inputs and constants */
} NetTensor;

typedef struct NetLayer {
	TrainLayer train;
	Norm *norm;      /* NULL: is not normalised */
	bool is_skipped; /* a softmax, whose input is what is trained */
	bool
		has_backward; /* its outputs have gradients, and there is someone to give them to */
	bool *adds; /* one an input: its tensor has a gradient already, of later layers */
	bool *is_unread; /* one an output: no later layer gave it a gradient, so it is 0 */
	Place state;
	size_t partial_offset; /* in a slice's share */
} NetLayer;

/* A layer that reads a parameter, as input `input`. */
typedef struct Reader {
	int layer, input;
} Reader;

typedef struct ParamReaders {
	Reader *readers;
	int n;
	size_t capacity;
} ParamReaders;

/* Pieces of work of the phases before and after the slices. */
typedef struct PackPiece {
	int layer, piece;
} PackPiece;

/* Memory of a worker, or of a slice, made when a team first comes with so many. */
typedef struct NetWorker {
	Arena arena;
	Real *values;
	void *scratch;
	Real *added; /* a gradient on its way to be added */
	const Real **in;
	Real **out, **d_out, **d_in;
} NetWorker;

struct Net {
	Arena arena;
	const Model *model;
	const Graph *graph;
	int batch, slice;
	bool keeps_outputs;
	int *outputs; /* of the graph, or what a softmax makes them of */
	NetTensor *tensors;
	NetLayer *layers; /* one an operator */
	Param *params;
	ParamReaders *readers; /* one a parameter */
	int n_params;
	size_t params_capacity;
	PackPiece *packs;
	int n_packs;
	ParamBlock *blocks;
	int n_blocks;
	Real *partials; /* the slices' shares of gradients, partial_count apart */
	size_t partial_count;
	size_t worker_count, scratch_bytes, added_count; /* what a worker needs */
	int max_inputs, max_outputs;
	bool is_together; /* slices wait for each other, with memory of their own each */
	bool uses_averages;
	NetWorker *workers;
	int n_workers;
};

/* The steps of making one, in this order; each in a file of its own. */
bool net_find_params(Net *net,
	Error *err);                      /* net_params.c, after the layers are prepared */
void net_find_gradients(Net *net);    /* net_gradients.c */
bool net_place(Net *net, Error *err); /* net_memory.c */

/* What slices are doing. */
typedef struct NetStep {
	Net *net;
	const StepHooks *hooks;
	int n; /* samples */
	bool goes_back;
	int time;     /* where they are, or begin */
	bool is_half; /* at that time a second half, by the batch, is what begins */
} NetStep;

/* Take all slices from the inputs to the outputs, and back; in net_slice.c. */
void net_run_slices(NetStep *step, Team *team);

/* What slices left at a layer, of n samples. */
NormSlices net_norm_slices(const Net *net, const NetLayer *layer, int n);

/* Memory for so many workers. */
void net_add_workers(Net *net, int n);

/* A slice's values of a tensor, and their gradient. */
Real *net_values(const Net *net, const Slice *slice, int tensor);
Real *net_gradient(const Net *net, const Slice *slice, int tensor);
Real *net_at(const Net *net, const Slice *slice, Place place, size_t count);

#endif
