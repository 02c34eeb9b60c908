/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sparsity_plan.h"

#include <math.h>

#include "cmd/print_json.h"

enum { SHARE_DIGITS = 9 };

/* What is below 1 must not be written as 1. */
#define LARGEST_SHARE 0.999999999

void write_sparsity(cJSON *entry, int layer, const void *from)
{
	double share = ((const double *)from)[layer];
	if (share >= 0)
		cJSON_AddItemToObject(entry, "sparsity",
			real_json(fmin(share, LARGEST_SHARE), SHARE_DIGITS));
}

bool read_sparsity(const cJSON *entry, int layer, void *to, Error *err)
{
	double *share = (double *)to + layer;
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(entry, "sparsity");
	*share = -1;
	if (!item)
		return true;
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0))
		return failed(err, "\"sparsity\" is not a number from 0 to below 1");
	if (item->valuedouble >= 1)
		return failed(err, "sparsity %g would leave no weights", item->valuedouble);
	*share = item->valuedouble;
	return true;
}
