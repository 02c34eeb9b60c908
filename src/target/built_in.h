/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that is built in: one member is read, not all of it. */
#ifndef TARGET_BUILT_IN_H
#define TARGET_BUILT_IN_H

#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The value of the first member of that name in a text that ends with a 0, at whatever depth; NULL where
 * there is none. Between name and value stands ": ". The caller deletes it.
 */
cJSON *built_in_member(const char *json, size_t n_bytes, const char *name);

#endif
