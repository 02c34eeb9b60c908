/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/labels.h"

#include <math.h>

static bool read_classes(const Array *array, size_t n_rows, int n_classes,
	int32_t *labels, Error *err)
{
	double most = n_classes ? n_classes - 1 : INT32_MAX;
	for (size_t row = 0; row < n_rows; row++) {
		double label;
		array_numbers(array, row, 1, &label);
		if (label != floor(label) || isinf(label))
			return failed(err, "row %zu: %g is not a whole number", row, label);
		if (label < 0 || label > most)
			return failed(err, "row %zu: class %.0f is not one of 0 to %.0f", row, label,
				most);
		labels[row] = (int32_t)label;
	}
	return true;
}

static bool read_one_hot(const Array *array, size_t n_rows, int n_classes,
	int32_t *labels, Error *err)
{
	int width = array->shape.dims[1];
	if (n_classes && width != n_classes)
		return failed(err, "one-hot labels of %d classes, the model has %d", width,
			n_classes);
	for (size_t row = 0; row < n_rows; row++) {
		int n_ones = 0;
		for (int i = 0; i < width; i++) {
			double value;
			array_numbers(array, row * (size_t)width + (size_t)i, 1, &value);
			if (value == 1) {
				labels[row] = i;
				n_ones++;
			} else if (value != 0) {
				n_ones = width; /* not one-hot */
			}
		}
		if (n_ones != 1)
			return failed(err, "row %zu is not one-hot: a single 1 among zeros", row);
	}
	return true;
}

bool labels_read(const Array *array, size_t n_rows, int n_classes, Arena *arena,
	const int32_t **labels, Error *err)
{
	Shape shape = array->shape;
	char text[SHAPE_TEXT_BYTES];
	if (!array_has_numbers(array))
		return failed(err, "%s: labels of type %s", array->name, type_name(array->type));
	if (shape.rank != 1 && shape.rank != 2)
		return failed(err, "%s: labels of shape %s; a number a row is wanted",
			array->name, shape_text(shape, text));
	if ((size_t)shape.dims[0] != n_rows)
		return failed(err, "%s: %d labels for %zu rows of data", array->name,
			shape.dims[0], n_rows);

	int32_t *classes = arena_array(arena, n_rows, sizeof *classes);
	bool is_one_hot = shape.rank == 2 && shape.dims[1] > 1;
	bool ok = is_one_hot ? read_one_hot(array, n_rows, n_classes, classes, err)
						 : read_classes(array, n_rows, n_classes, classes, err);
	if (!ok)
		return failed_in(err, "%s: ", array->name);
	*labels = classes;
	return true;
}
