/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 through libcrypto's EVP interface.  A failure inside libcrypto is a broken invariant (a build without SHA-256) or
 * want of memory; neither leaves a digest that could be trusted, so both abort.
 * Knows nothing of what is hashed.
 */
#include "sha256.h"

#include <openssl/evp.h>

struct sanya_sha256_stream {
	EVP_MD_CTX *context;
};

struct sanya_sha256_stream *sanya_sha256_new(void)
{
	struct sanya_sha256_stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL)
		return NULL;
	stream->context = EVP_MD_CTX_new();
	if (stream->context == NULL || EVP_DigestInit_ex(stream->context, EVP_sha256(), NULL) != 1) {
		sanya_sha256_free(stream);
		return NULL;
	}
	return stream;
}

void sanya_sha256_add(struct sanya_sha256_stream *stream, const void *bytes, size_t size)
{
	if (size > 0 && EVP_DigestUpdate(stream->context, bytes, size) != 1)
		abort();
}

struct sanya_sha256 sanya_sha256_finish(struct sanya_sha256_stream *stream)
{
	struct sanya_sha256 digest;
	unsigned size = 0;

	if (EVP_DigestFinal_ex(stream->context, digest.bytes, &size) != 1 || size != SANYA_SHA256_SIZE)
		abort();
	sanya_sha256_free(stream);
	return digest;
}

void sanya_sha256_free(struct sanya_sha256_stream *stream)
{
	if (stream == NULL)
		return;
	EVP_MD_CTX_free(stream->context);
	free(stream);
}

struct sanya_sha256 sanya_sha256_of(const void *bytes, size_t size)
{
	struct sanya_sha256 digest;
	unsigned written = 0;

	if (EVP_Digest(size > 0 ? bytes : "", size, digest.bytes, &written, EVP_sha256(), NULL) != 1 ||
	    written != SANYA_SHA256_SIZE)
		abort();
	return digest;
}

bool sanya_sha256_equal(const struct sanya_sha256 *a, const struct sanya_sha256 *b)
{
	return memcmp(a->bytes, b->bytes, SANYA_SHA256_SIZE) == 0;
}
