/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/amounts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const Amount amount_seconds = {"a time as 50ms or 2s",
	{{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}}};
const Amount amount_joules = {"an energy as 500uJ or 2mJ",
	{{"nJ", 1e-9}, {"uJ", 1e-6}, {"mJ", 1e-3}, {"J", 1}}};
const Amount amount_amperes = {"a current as 2uA or 1.5mA",
	{{"nA", 1e-9}, {"uA", 1e-6}, {"mA", 1e-3}, {"A", 1}}};
const Amount amount_hertz = {"a clock as 80MHz or 80M",
	{{"Hz", 1}, {"kHz", 1e3}, {"MHz", 1e6}, {"GHz", 1e9}, {"k", 1e3}, {"M", 1e6},
		{"G", 1e9}}};
const Amount amount_ampere_hours = {"a charge as 220mAh",
	{{"uAh", 1e-6}, {"mAh", 1e-3}, {"Ah", 1}}};
const Amount amount_volts = {"a voltage as 3V", {{"mV", 1e-3}, {"V", 1}}};

bool take_number(const char **text, double *value)
{
	char *end;
	*value = strtod(*text, &end);
	if (end == *text || isspace((unsigned char)**text) || !isfinite(*value))
		return false;
	*text = end;
	return true;
}

/* The longest unit that the text begins with; NULL for none. */
static const Unit *find_unit(const Amount *amount, const char *text)
{
	const Unit *found = NULL;
	for (const Unit *unit = amount->units; unit->name; unit++)
		if (strncmp(text, unit->name, strlen(unit->name)) == 0 &&
			(!found || strlen(unit->name) > strlen(found->name)))
			found = unit;
	return found;
}

bool take_amount(const Amount *amount, const char **text, double *value)
{
	if (!take_number(text, value))
		return false;
	const Unit *unit = find_unit(amount, *text);
	if (!unit)
		return false;
	*value *= unit->factor;
	*text += strlen(unit->name);
	return true;
}
