/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FlatBuffers' own verifier, with the code flatc makes of our schema, on the files named.
 *
 * A line a file: "bad", or "ok" and, where the first input is quantised, its scale and zero
 * point. Constants that do not lie 16-aligned in the file, as the schema wants, are bad too:
 * the verifier does not look at that. Exit status 1 if any file is bad.
 */
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "tflite_generated.h"

static bool is_good(const std::vector<uint8_t> &file)
{
	flatbuffers::Verifier verifier(file.data(), file.size());
	if (!tflite::VerifyModelBuffer(verifier))
		return false;
	for (const tflite::Buffer *buffer : *tflite::GetModel(file.data())->buffers())
		if (buffer->data() && (buffer->data()->data() - file.data()) % 16 != 0)
			return false;
	return true;
}

static void print_input(const tflite::Model *model)
{
	const tflite::SubGraph *graph = model->subgraphs()->Get(0);
	const tflite::Tensor *input = graph->tensors()->Get(graph->inputs()->Get(0));
	const tflite::QuantizationParameters *how = input->quantization();
	if (how && how->scale() && how->scale()->size() == 1)
		std::printf(" %.9g %d", static_cast<double>(how->scale()->Get(0)),
			static_cast<int>(how->zero_point()->Get(0)));
}

int main(int, char **argv)
{
	bool all_good = true;
	while (*++argv) {
		std::ifstream stream(*argv, std::ios::binary);
		const std::vector<uint8_t> file{std::istreambuf_iterator<char>(stream), {}};
		const bool good = is_good(file);
		std::printf(good ? "ok" : "bad");
		if (good)
			print_input(tflite::GetModel(file.data()));
		std::printf("\n");
		all_good = all_good && good;
	}
	return all_good ? 0 : 1;
}
