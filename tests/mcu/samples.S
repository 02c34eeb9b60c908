/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs and the outputs that they must give: the bytes of two files, X and Y. */
	.section .samples, "a"
	.balign 16
	.global samples_x
samples_x:
	.incbin X
	.balign 16
	.global samples_y
samples_y:
	.incbin Y
