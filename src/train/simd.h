/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loops for the widest vectors of the CPU at hand.
 *
 * Write the loops, marked `#pragma omp simd`, in a SIMD_BODY function NAME_body; then
 * SIMD_VARIANTS(NAME, (parameters), (arguments)) makes `static void NAME(parameters)` of it,
 * which calls the variant compiled for AVX-512, AVX2 or neither. Products and sums stay apart and
 * in their order, so all variants give the same bits.
 */
#ifndef TRAIN_SIMD_H
#define TRAIN_SIMD_H

#define SIMD_BODY static inline __attribute__((always_inline)) void

#if defined(__x86_64__)

#define SIMD_VARIANTS(name, parameters, arguments) \
	__attribute__((target("avx512f"))) static void name##_avx512 parameters \
	{ \
		name##_body arguments; \
	} \
	__attribute__((target("avx2"))) static void name##_avx2 parameters \
	{ \
		name##_body arguments; \
	} \
	static void name##_plain parameters \
	{ \
		name##_body arguments; \
	} \
	static void name parameters \
	{ \
		if (__builtin_cpu_supports("avx512f")) \
			name##_avx512 arguments; \
		else if (__builtin_cpu_supports("avx2")) \
			name##_avx2 arguments; \
		else \
			name##_plain arguments; \
	}

#else

#define SIMD_VARIANTS(name, parameters, arguments) \
	static void name parameters \
	{ \
		name##_body arguments; \
	}

#endif

#endif
