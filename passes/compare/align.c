/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/align.h"

#include <string.h>

/* What a match of two operators is worth. */
enum { SAME_KIND = 1, SAME_SHAPE = 2 };

typedef struct Aligner {
	const Graph *reference, *other;
	LayerMatch *layers;
	int n_layers;
} Aligner;

static bool same_code(const OpCode *a, const OpCode *b)
{
	if (a->type != OP_OTHER || b->type != OP_OTHER)
		return a->type == b->type;
	return a->is_custom == b->is_custom && strcmp(a->name, b->name) == 0;
}

static int worth(const Aligner *aligner, int i, int k)
{
	const Op *a = &aligner->reference->ops[i], *b = &aligner->other->ops[k];
	const Tensor *x = op_output(aligner->reference, a, 0);
	const Tensor *y = op_output(aligner->other, b, 0);
	if (!same_code(a->code, b->code))
		return 0;
	return !x || !y || tensor_dims_equal(x, y) ? SAME_SHAPE : SAME_KIND;
}

static void add_layer(Aligner *aligner, int reference, int other)
{
	aligner->layers[aligner->n_layers++] = (LayerMatch){reference, other, 0};
}

/* Operators from first on, n[0] of the reference and n[1] of the other: by the best that can
 * be had of those from i, k on, which is filled in from the end. */
static void match_middle(Aligner *aligner, int first, const int n[2])
{
	Arena scratch = {0};
	size_t width = (size_t)n[1] + 1;
	uint16_t *best = arena_array(&scratch, ((size_t)n[0] + 1) * width, sizeof *best);
	for (int i = n[0] - 1; i >= 0; i--)
		for (int k = n[1] - 1; k >= 0; k--) {
			uint16_t *at = best + (size_t)i * width + k;
			int gain = worth(aligner, first + i, first + k);
			int both = gain ? gain + at[width + 1] : 0;
			int either = at[1] > at[width] ? at[1] : at[width];
			*at = (uint16_t)(both > either ? both : either);
		}
	int i = 0, k = 0;
	while (i < n[0] || k < n[1]) {
		const uint16_t *at = best + (size_t)i * width + k;
		int gain = i < n[0] && k < n[1] ? worth(aligner, first + i, first + k) : 0;
		bool takes_both = gain && *at == gain + at[width + 1];
		bool takes_one = !takes_both && i < n[0] && *at == at[width];
		add_layer(aligner, takes_both || takes_one ? first + i : -1,
			takes_one ? -1 : first + k);
		i += takes_both || takes_one;
		k += !takes_one;
	}
	arena_finish(&scratch);
}

bool align_layers(const Graph *reference, const Graph *other, LayerMatch *layers,
	int *n_layers, Error *err)
{
	Aligner aligner = {reference, other, layers, 0};
	int a = reference->n_ops, b = other->n_ops;
	int least = a < b ? a : b, before = 0, after = 0;
	while (before < least && worth(&aligner, before, before) == SAME_SHAPE)
		before++;
	while (after < least - before &&
		worth(&aligner, a - after - 1, b - after - 1) == SAME_SHAPE)
		after++;
	const int middle[2] = {a - before - after, b - before - after};
	if ((int64_t)middle[0] * middle[1] > MOST_PAIRS)
		return failed(err, "%d and %d operators that differ are too many to match",
			middle[0], middle[1]);
	for (int i = 0; i < before; i++)
		add_layer(&aligner, i, i);
	match_middle(&aligner, before, middle);
	for (int i = after; i > 0; i--)
		add_layer(&aligner, a - i, b - i);
	*n_layers = aligner.n_layers;
	return true;
}
