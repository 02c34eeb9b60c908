/* SPDX-License-Identifier: Apache-2.0 */
/* A TFLite file's tree that has something in every table and field of the schema. */
#ifndef TESTS_UNIT_FULL_TREE_H
#define TESTS_UNIT_FULL_TREE_H

#include "formats/flatbuffers/flat.h"

/*
 * Two subgraphs: one of tensors of every kind, and one with an operator for each table of
 * options there is. It is a sound model, but none that could be run.
 */
FlatTable *full_tree(Arena *arena);

/* The smallest model, of one RELU, whose tables a test can then spoil. */
FlatTable *small_tree(Arena *arena);

/* Table i of a vector of tables. */
FlatTable *table_at(const FlatTable *table, const char *list, size_t i);

#endif
