/* SPDX-License-Identifier: Apache-2.0 */
/* Read first by `make lint`: clang's analyser sees a file at a time, and must be told that
 * a failure is false wherever it comes from. */
#include "src/base/error.h"

#define failed(...) (failed(__VA_ARGS__), false)
#define failed_in(...) (failed_in(__VA_ARGS__), false)
