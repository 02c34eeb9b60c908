/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of a .safetensors file, held to more than its parser asks for. */
#ifndef FORMATS_SAFETENSORS_HEADER_H
#define FORMATS_SAFETENSORS_HEADER_H

#include <cjson/cJSON.h>

#include "src/base/bytes.h"
#include "src/base/error.h"

/* Parse a header: one object, with nothing but space around it, and without zeros in its texts.
 * To be given back with cJSON_Delete; NULL on failure. */
cJSON *header_parse(Bytes header, Error *err);

/* Check that all keys of an object are UTF-8, and none of them comes twice. */
bool header_check_names(const cJSON *object, Error *err);

#endif
