/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TFLite model files, in three steps each way: bytes <-> tree (formats/flatbuffers, driven
 * by the table in schema.h) <-> Model (import.c, export.c).
 *
 * Nothing of a file is lost: each part of the Model keeps the table it came from, and the
 * writer starts from that table, setting the fields that the Model speaks of.
 */
#ifndef FORMATS_TFLITE_TFLITE_H
#define FORMATS_TFLITE_TFLITE_H

#include "formats/flatbuffers/flat.h"
#include "formats/format.h"

extern const Format tflite_format;

/* Build a model from a file's tree; both live in the model's arena. */
bool tflite_import(Model *model, const FlatTable *root, Error *err);

/* The tree of a model, in the arena. */
FlatTable *tflite_export(const Model *model, Arena *arena);

#endif
