/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/plan.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"

enum { IN, SUM, OUT, COUNT = 3 };

/* out = in + in, then what is below 0 cut off. */
static Model *make_model(int batch)
{
	Model *model = test_model_new(1);
	for (int i = IN; i <= OUT; i++)
		test_computed(model, TYPE_FLOAT32, DIMS(batch, COUNT));
	test_op(model, "ADD", LIST(IN, IN), LIST(SUM));
	test_op(model, "RELU", LIST(SUM), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

static Plan *plan_of(const Model *model, int batch)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = batch}, &err);
	cr_assert(plan, "%s", err.text);
	return plan;
}

static void expect_refused(Model *model, int batch, const char *message)
{
	Error err = {0};
	cr_expect_null(plan_new(model, &(PlanSettings){.batch = batch}, &err));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

static void set_dims(Model *model, int tensor, int rank, const int *dims)
{
	Tensor *t = &model->graphs[0].tensors[tensor];
	t->rank = rank;
	t->dims = arena_copy(&model->arena, dims, (size_t)rank * sizeof *dims);
}

Test(plan, tells_the_size_of_a_sample)
{
	Model *model = make_model(2);
	Plan *plan = plan_of(model, 5);
	cr_expect_eq(plan_batch(plan), 5);
	cr_expect_eq(plan_graph(plan), &model->graphs[0]);
	cr_expect_eq(plan_count(plan, IN), 2 * COUNT);
	cr_expect_eq(plan_bytes(plan, OUT), 2 * COUNT * sizeof(float));
	cr_expect_eq(plan_chunks(plan, 0), 0);
	cr_expect_eq(plan_chunks(plan, 5), 1);
	cr_expect_eq(plan_chunks(plan, 11), 3);
	plan_free(plan);
	model_free(model);
}

typedef struct Seen {
	int tensors[8], n_samples[8], n;
	float last_sum;
} Seen;

static void see(void *context, int tensor, const void *values, int n)
{
	Seen *seen = context;
	seen->tensors[seen->n] = tensor;
	seen->n_samples[seen->n++] = n;
	if (tensor == SUM)
		seen->last_sum = ((const float *)values)[n * COUNT - 1];
}

Test(plan, shows_each_tensor_as_it_is_computed)
{
	Model *model = make_model(1);
	Plan *plan = plan_of(model, 4);
	Worker *worker = worker_new(plan);
	Seen seen = {0};
	float *in = worker_values(worker, IN);
	for (int i = 0; i < 2 * COUNT; i++)
		in[i] = (float)(i - 9);
	worker_run(worker, 2, see, &seen);
	cr_expect_eq(seen.n, 3);
	cr_expect_arr_eq(seen.tensors, ((int[]){IN, SUM, OUT}), 3 * sizeof(int));
	cr_expect_arr_eq(seen.n_samples, ((int[]){2, 2, 2}), 3 * sizeof(int));
	cr_expect_eq(seen.last_sum, -8);
	cr_expect_eq(((float *)worker_values(worker, OUT))[5], 0);
	worker_free(worker);
	plan_free(plan);
	model_free(model);
}

/* Inputs are kept through a run, so that it can be done again. */
Test(plan, leaves_inputs_alone)
{
	Model *model = make_model(1);
	Plan *plan = plan_of(model, 1);
	Worker *worker = worker_new(plan);
	float *in = worker_values(worker, IN);
	for (int i = 0; i < COUNT; i++)
		in[i] = (float)i;
	for (int run = 0; run < 2; run++) {
		worker_run(worker, 1, NULL, NULL);
		cr_expect_eq(((float *)worker_values(worker, OUT))[2], 4);
	}
	worker_free(worker);
	plan_free(plan);
	model_free(model);
}

/* --- Many samples --- */

enum { N_SAMPLES = 103 };

typedef struct Run {
	float results[N_SAMPLES][COUNT];
	int n_loads[N_SAMPLES];
	int fails_from; /* samples from this one on cannot be loaded */
	int64_t n_done;
	int n_followed; /* chunks that have had their turn */
} Run;

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	Run *run = context;
	float *in = worker_values(worker, IN);
	for (int i = 0; i < chunk->n; i++) {
		int64_t sample = chunk->first + i;
		if (run->fails_from && sample >= run->fails_from)
			return failed(err, "chunk %d has sample %d", chunk->index, (int)sample);
		run->n_loads[sample]++;
		for (int k = 0; k < COUNT; k++)
			in[i * COUNT + k] = (float)(sample + k);
	}
	return true;
}

static bool store(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	(void)err;
	Run *run = context;
	memcpy(run->results[chunk->first], worker_values(worker, OUT),
		(size_t)chunk->n * sizeof *run->results);
	return true;
}

static void follow(void *context, const Chunk *chunk)
{
	Run *run = context;
	cr_expect_eq(chunk->index, run->n_followed);
	cr_expect_eq(run->results[chunk->first][0], (float)(2 * chunk->first));
	run->n_followed++;
}

static void count_done(void *context, int64_t done, int64_t total)
{
	Run *run = context;
	cr_expect(done > run->n_done && done <= total && total == N_SAMPLES);
	run->n_done = done;
}

Test(plan, runs_each_sample_once_on_any_number_of_threads)
{
	Model *model = make_model(1);
	for (int batch = 1; batch <= 200; batch = batch * 3 + 1) {
		Plan *plan = plan_of(model, batch);
		for (int n_threads = 0; n_threads < 5; n_threads++) {
			static const Run none;
			Run run = none;
			Error err = {0};
			RunHooks hooks = {&run, load, NULL, store, follow, count_done};
			cr_assert(plan_run(plan, N_SAMPLES, n_threads, &hooks, &err), "%s", err.text);
			cr_expect_eq(run.n_done, N_SAMPLES);
			cr_expect_eq(run.n_followed, plan_chunks(plan, N_SAMPLES));
			for (int i = 0; i < N_SAMPLES; i++) {
				cr_expect_eq(run.n_loads[i], 1);
				cr_expect_eq(run.results[i][2], (float)(2 * (i + 2)));
			}
		}
		plan_free(plan);
	}
	model_free(model);
}

Test(plan, reports_the_failure_of_the_first_chunk)
{
	Model *model = make_model(1);
	Plan *plan = plan_of(model, 2);
	for (int n_threads = 1; n_threads < 5; n_threads++) {
		Run run = {.fails_from = 41};
		Error err = {0};
		RunHooks hooks = {.context = &run,
			.load = load,
			.store = store,
			.in_order = follow};
		cr_expect_not(plan_run(plan, N_SAMPLES, n_threads, &hooks, &err));
		cr_expect_str_eq(err.text, "chunk 20 has sample 41");
		cr_expect_leq(run.n_followed, 20);
	}
	plan_free(plan);
	model_free(model);
}

/* --- What cannot be run --- */

Test(plan, wants_to_know_the_shapes_of_inputs_and_outputs)
{
	Model *model = make_model(1);
	set_dims(model, IN, DIMS(-1, COUNT));
	expect_refused(model, 1, "m: input '#0': float32, with a shape that is not known");
	model = make_model(1);
	set_dims(model, OUT, DIMS(1, 1, 1, 1, 1, 1, COUNT));
	expect_refused(model, 1, "m: output '#2': float32, with a shape that is not known");
	model = make_model(1);
	model->graphs[0].tensors[IN].type = TYPE_STRING;
	expect_refused(model, 1, "m: input '#0': string, with a shape that is not known");
}

Test(plan, does_not_write_into_constants)
{
	Model *model = make_model(1);
	int constant = test_constant(model, TYPE_FLOAT32, DIMS(1, COUNT));
	test_inputs(model, LIST(IN, constant));
	expect_refused(model, 1, "m: input '#3': a constant, which cannot be run");
	model = make_model(1);
	constant = test_constant(model, TYPE_FLOAT32, DIMS(1, COUNT));
	test_outputs(model, LIST(OUT, constant));
	expect_refused(model, 1, "m: output '#3': a constant, which cannot be run");
}

Test(plan, refuses_to_take_more_memory_than_is_sane)
{
	Model *model = make_model(1);
	for (int i = IN; i <= OUT; i++)
		set_dims(model, i, DIMS(1 << 28));
	expect_refused(model, 2,
		"m: tensor '#0': more than 2 GiB to run in, with 2 samples at a time");
	model = make_model(1);
	for (int i = IN; i <= OUT; i++)
		set_dims(model, i, DIMS(1 << 28));
	expect_refused(model, 1, "m: more than 2 GiB to run in, with 1 samples at a time");
}

Test(plan, passes_inputs_through)
{
	Model *model = make_model(1);
	test_outputs(model, LIST(IN, OUT));
	Plan *plan = plan_of(model, 1);
	Worker *worker = worker_new(plan);
	((float *)worker_values(worker, IN))[1] = 7;
	worker_run(worker, 1, NULL, NULL);
	cr_expect_eq(((float *)worker_values(worker, IN))[1], 7);
	cr_expect_eq(((float *)worker_values(worker, OUT))[1], 14);
	worker_free(worker);
	plan_free(plan);
	model_free(model);
}
