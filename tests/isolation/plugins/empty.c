/* SPDX-License-Identifier: Apache-2.0 */
/* A shared object like any other: it exports nothing that we know. */
extern int sanya_source_2;
__attribute__((visibility("default"))) int sanya_source_2 = 2;
