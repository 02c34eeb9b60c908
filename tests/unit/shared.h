/* SPDX-License-Identifier: Apache-2.0 */
/* Models and recordings that do not come with the sources; tests of them are skipped without. */
#ifndef TESTS_UNIT_SHARED_H
#define TESTS_UNIT_SHARED_H

#include "src/data/array.h"
#include "src/graph/model.h"

/* Whether memory and time are the address sanitizer's, not the program's. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define UNDER_ASAN
#endif

enum { SHARED_PATH_BYTES = 4096 };

/* The path of a file or folder below SHARED (../shared); skips the test where it is missing. */
void shared_path(const char *name, char path[SHARED_PATH_BYTES]);

/* data/models/NAME.tflite, read; the caller frees it. */
Model *shared_model(const char *name);

/* An array of data: "golden/kws_int8_y.npy", "cifar10/cifar10_test2k.npz:x". */
Array shared_array(const char *name, Arena *arena);

/* Its rows first to first + n - 1, which must be there. */
Array rows_of(Array array, int first, int n);

/* Say what was measured; `make check` prints it among its results. */
void measured(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
