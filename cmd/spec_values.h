/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of a JSON object that a person wrote. Each takes what is under a key, and leaves *value
 * alone where there is nothing; errors name the key, and tell what was expected.
 */
#ifndef CMD_SPEC_VALUES_H
#define CMD_SPEC_VALUES_H

#include <cjson/cJSON.h>

#include "cmd/options.h"
#include "src/base/error.h"

/* Fail at a key that is not in the list, which ends with NULL, naming the nearest that is; or
 * where a key stands twice. */
bool spec_keys(const cJSON *object, const char *const *keys, Error *err);

/* The word of a list nearest to what was typed, if it may have been meant; NULL. */
const char *spec_nearest(const char *typed, const char *const *words);

bool spec_whole(const cJSON *object, const char *key, int least, int most, int *value,
	Error *err);

/* One number for both, or two in a list. */
bool spec_pair(const cJSON *object, const char *key, int least, int most, int value[2],
	Error *err);

/* One number alone, or up to most_n in a list; *n is how many there are. */
bool spec_wholes(const cJSON *object, const char *key, int least, int most, int most_n,
	int *values, int *n, Error *err);

bool spec_number(const cJSON *object, const char *key, double least, double most,
	double *value, Error *err);
bool spec_flag(const cJSON *object, const char *key, bool *value, Error *err);

/* A word of a list. */
bool spec_word(const cJSON *object, const char *key, const Choice *choices, int *value,
	Error *err);

/* A text that is not empty, and that the object owns. */
bool spec_text(const cJSON *object, const char *key, const char **value, Error *err);

/* Fail: "KEY: expected EXPECTED, not ...". */
bool spec_refuse(const char *key, const cJSON *item, const char *expected, Error *err);

#endif
