/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 through libcrypto's own functions for it.  The general interface (EVP) would first read OpenSSL's configuration and make its table of
 * algorithms, nearly a millisecond in processes that live for five.  They are the same instructions.
 * Knows nothing of what is hashed.
 */
#define OPENSSL_SUPPRESS_DEPRECATED /* the functions of a single algorithm are, in favour of EVP */
#include "sha256.h"

#include <openssl/sha.h>

struct sanya_sha256_stream {
	SHA256_CTX context;
};

struct sanya_sha256_stream *sanya_sha256_new(void)
{
	struct sanya_sha256_stream *stream = calloc(1, sizeof(*stream));

	if (stream != NULL && SHA256_Init(&stream->context) != 1)
		abort();
	return stream;
}

void sanya_sha256_add(struct sanya_sha256_stream *stream, const void *bytes, size_t size)
{
	if (size > 0 && SHA256_Update(&stream->context, bytes, size) != 1)
		abort();
}

struct sanya_sha256 sanya_sha256_finish(struct sanya_sha256_stream *stream)
{
	struct sanya_sha256 digest;

	if (SHA256_Final(digest.bytes, &stream->context) != 1)
		abort();
	sanya_sha256_free(stream);
	return digest;
}

void sanya_sha256_free(struct sanya_sha256_stream *stream)
{
	free(stream);
}

struct sanya_sha256 sanya_sha256_of(const void *bytes, size_t size)
{
	struct sanya_sha256 digest;
	SHA256_CTX context;

	if (SHA256_Init(&context) != 1 || (size > 0 && SHA256_Update(&context, bytes, size) != 1) ||
	    SHA256_Final(digest.bytes, &context) != 1)
		abort();
	return digest;
}

bool sanya_sha256_equal(const struct sanya_sha256 *a, const struct sanya_sha256 *b)
{
	return memcmp(a->bytes, b->bytes, SANYA_SHA256_SIZE) == 0;
}
