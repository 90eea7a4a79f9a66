/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 by libcrypto (the hardware's instructions where there are any).  The only door to libcrypto outside sign/. */
#ifndef SANYA_BASE_SHA256_H
#define SANYA_BASE_SHA256_H

#include "base.h"

#define SANYA_SHA256_SIZE 32

struct sanya_sha256 {
	unsigned char bytes[SANYA_SHA256_SIZE];
};

/* Several parts, hashed one after the other; end with sanya_sha256_finish.  NULL when memory is used up. */
struct sanya_sha256_stream *sanya_sha256_new(void);
void sanya_sha256_add(struct sanya_sha256_stream *stream, const void *bytes, size_t size);
/* Frees the stream. */
struct sanya_sha256 sanya_sha256_finish(struct sanya_sha256_stream *stream);
void sanya_sha256_free(struct sanya_sha256_stream *stream);

struct sanya_sha256 sanya_sha256_of(const void *bytes, size_t size);
bool sanya_sha256_equal(const struct sanya_sha256 *a, const struct sanya_sha256 *b);

#endif
