/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that may not be called anywhere: each has a safer sibling (snprintf, strtoll with checks,
 * the base room's own time functions, posix_spawn).  Naming one breaks the build.
 * Include order matters: the C library's headers that declare them come first, here.
 */
#ifndef SANYA_BASE_BANNED_H
#define SANYA_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef alloca
/* Macros in some builds of the C library; clang refuses to poison what is already defined. */
#undef alloca
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof localtime gmtime mktime system popen alloca
#pragma GCC poison gets strncpy strncat asctime ctime tmpnam mktemp

#endif
