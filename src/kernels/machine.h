/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the machine that kernels are compiled for has, by the compiler's own word. Results are
 * the same with any of it and without.
 */
#ifndef KERNELS_MACHINE_H
#define KERNELS_MACHINE_H

#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
#define KERNELS_HELIUM /* vectors of integers: Cortex-M55, M85 */
#elif defined(__ARM_FEATURE_DSP) && __ARM_ARCH_PROFILE == 'M'
#define KERNELS_DSP /* two 16-bit products an instruction: Cortex-M4, M7, M33 */
#elif defined(__thumb__) && !defined(__thumb2__)
#define KERNELS_FEW_REGISTERS /* eight that all instructions take: Cortex-M0 */
#endif

#endif
