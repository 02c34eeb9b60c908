/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_mask.h"

struct TuneMask {
	Arena arena;
	TuneParts parts; /* those kept */
	size_t n_zeros;
};

static size_t count_zeros(const WeightUnits *units)
{
	size_t n = 0;
	for (size_t i = 0; i < units->n; i++)
		n += units->values[i] == 0;
	return n;
}

TuneMask *tune_mask_new(const Model *model, const bool *chosen, double least_share,
	Error *err)
{
	Arena arena = {0};
	TuneMask *mask = arena_alloc(&arena, sizeof *mask);
	TuneParts found;
	if (!tune_parts(model, chosen, &arena, &found, err)) {
		arena_finish(&arena);
		return NULL;
	}
	mask->parts.parts = found.parts;
	for (int i = 0; i < found.n; i++) {
		size_t n = count_zeros(&found.parts[i].units);
		if (n == 0 || (double)n < least_share * (double)found.parts[i].units.n)
			continue;
		mask->parts.parts[mask->parts.n++] = found.parts[i];
		mask->n_zeros += n;
	}
	mask->arena = arena;
	return mask;
}

void tune_mask_free(TuneMask *mask)
{
	if (!mask)
		return;
	Arena arena = mask->arena;
	arena_finish(&arena);
}

bool tune_mask_keeps(const TuneMask *mask, int layer)
{
	for (int i = 0; i < mask->parts.n; i++)
		if (mask->parts.parts[i].layer == layer)
			return true;
	return false;
}

size_t tune_mask_zeros(const TuneMask *mask)
{
	return mask->n_zeros;
}

static void mask_gradients(void *context, Net *net)
{
	const TuneMask *mask = context;
	for (int i = 0; i < mask->parts.n; i++) {
		const TunePart *part = &mask->parts.parts[i];
		Param *param = tune_param(net, part->tensor);
		for (size_t k = 0; param && k < part->units.n; k++)
			if (part->units.values[k] == 0)
				param->gradient[k] = 0;
	}
}

TrainRule tune_mask_rule(TuneMask *mask)
{
	return (TrainRule){.context = mask, .gradients = mask_gradients};
}
