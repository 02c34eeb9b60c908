/* SPDX-License-Identifier: Apache-2.0 */
/* How structs lie that kernels share: pieces of StructType.members. */
#ifndef LOWER_STRUCT_TYPES_H
#define LOWER_STRUCT_TYPES_H

#define WINDOW_MEMBERS "{15i}"
#define RESCALE_MEMBERS "{2i}"
#define BROADCAST_MEMBERS "i{6i}{6i}{6i}"
#define REDUCTION_MEMBERS "i{6i}{6b}"

#endif
