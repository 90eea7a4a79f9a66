/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be included before anything else in a file that is compiled once more for newer x86-64 machines, with vectors of 32 bytes (AVX2) and the bit
 * instructions that came with them.  ROWS_WIDE is defined where that can be; elsewhere the file has to be empty.
 * What is compiled so may be called only on a machine that has all of them.
 */
#ifndef ROWS_WIDE_H
#define ROWS_WIDE_H

#if !defined(ROWS_WORDS) && !defined(ROWS_NARROW) && defined(__x86_64__) && defined(__GNUC__)
#define ROWS_WIDE 1
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2")
#endif
#endif

#endif
