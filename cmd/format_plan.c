/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/format_plan.h"

#include <math.h>
#include <string.h>

#include "passes/compare/difference.h"

static void add_measured(cJSON *entry, const Sensitivity *layer)
{
	cJSON *snr = cJSON_CreateObject();
	for (LayerFormat f = 0; f < N_LAYER_FORMATS; f++)
		if (layer->is_measured[f] && layer->noise[f] > 0)
			cJSON_AddNumberToObject(snr, layer_format_name(f),
				round(10 * noise_snr(layer->noise[f])) / 10);
	cJSON_AddItemToObject(entry, "snr_db", snr);
}

void write_format(cJSON *entry, int layer, const void *from)
{
	const FormatPlan *plan = from;
	cJSON_AddStringToObject(entry, "format", layer_format_name(plan->formats[layer]));
	if (plan->layers)
		add_measured(entry, &plan->layers[layer]);
}

bool read_format(const cJSON *entry, int layer, void *to, Error *err)
{
	LayerFormat *format = (LayerFormat *)to + layer;
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(entry, "format");
	if (!cJSON_IsString(item))
		return failed(err, "no \"format\"");
	for (*format = 0; *format < N_LAYER_FORMATS; (*format)++)
		if (strcmp(item->valuestring, layer_format_name(*format)) == 0)
			return true;
	return failed(err, "format '%.32s' is none of int8, int4, int16 and float32",
		item->valuestring);
}
