/* SPDX-License-Identifier: Apache-2.0 */
/* The program's version, which it also leaves in files that say what made them. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define WHIT_VERSION "0.1.0"

#endif
