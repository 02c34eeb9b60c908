/* SPDX-License-Identifier: Apache-2.0 */
/* A logarithm that is the same on every machine. */
#ifndef BASE_NATURAL_LOG_H
#define BASE_NATURAL_LOG_H

/*
 * The natural logarithm of a number above 0, to about 1e-15: that of the C library may
 * differ in its last bit from machine to machine, and with it what is chosen by it.
 */
double natural_log(double x);

#endif
