/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: read by content, written by suffix. */
#ifndef FORMATS_FORMAT_H
#define FORMATS_FORMAT_H

#include "src/graph/model.h"

typedef struct Format {
	const char *name;
	const char *suffix;   /* ".tflite" */
	bool is_weights_only; /* its files hold tensors, and no network */
	bool holds_packed;    /* and decode operators: see src/graph/decoders.h */
	bool (*sniff)(Bytes file);
	/* The file's bytes are in the model's arena already, and may be pointed to. path is where
	 * the file lies, for files beside it; NULL where it came from elsewhere. */
	bool (*read)(Model *model, Bytes file, const char *path, Error *err);
	/* Make the file's bytes, in the arena. */
	bool (*write)(const Model *model, Arena *arena, Bytes *file, Error *err);
} Format;

/*
 * Read and verify a model from a path; NULL or "-" is standard input. NULL on failure, with
 * the file's name in the error: also where the file holds weights and no network. The caller
 * frees it with model_free.
 */
Model *model_read(const char *path, Error *err);

/* The same from bytes, which are copied; name is what messages call them. */
Model *model_from_bytes(Bytes file, const char *name, Error *err);

/* The two for commands that can do with weights alone: see is_weights_only in Model. */
Model *model_read_any(const char *path, Error *err);
Model *model_from_bytes_any(Bytes file, const char *name, Error *err);

/*
 * A model as the bytes of a file in the format that path's suffix names, in the arena. NULL,
 * "-" and unknown suffixes stand for TFLite, or .safetensors for weights alone. Fails for
 * suffixes of formats that cannot be written, or cannot hold this model. Errors name the path.
 */
bool model_to_bytes(const Model *model, const char *path, Arena *arena, Bytes *file,
	Error *err);

/* Write a model to a path, whole or not at all; NULL or "-" is standard output. */
bool model_write(const Model *model, const char *path, Error *err);

/* Whether what model_write writes to a path can hold packed weights; true where it would fail. */
bool model_write_holds_packed(const Model *model, const char *path);

/* Fail as model_write would for what is made of this model, as far as that can be told before:
 * it touches nothing. To be asked before long work. */
bool model_write_check(const Model *model, const char *path, Error *err);

#endif
