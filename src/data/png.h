/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures in PNG files (ISO/IEC 15948), by libpng. */
#ifndef DATA_PNG_H
#define DATA_PNG_H

#include <stdbool.h>

#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/data/image.h"

/* Whether a file starts as a PNG does. */
bool image_is_png(Bytes start);

/*
 * The picture in the bytes of a whole file, of any kind that PNG has: gray stays gray at 8
 * bits, colours and palettes become RGB; of 16 bits the upper 8 are kept, as Pillow does.
 * Transparency is dropped, and gamma, colour profiles and everything else beside the pixels
 * passed over.
 *
 * Fails for a file that is damaged or cut off, larger than an Image can be, or too small to
 * hold as many pixels as it claims, which is found before there is memory for them. Errors
 * do not name the file: that is the caller's. What a failure leaves behind is in the arena.
 */
bool image_read_png(Bytes file, Arena *arena, Image *image, Error *err);

#endif
