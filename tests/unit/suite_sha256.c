/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256: the examples of FIPS 180 and of NIST's "SHA examples". */
#include <check.h>

#include "core/base/buffer.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

static void is(struct sanya_sha256 digest, const char *hex)
{
	struct sanya_buffer text;

	sanya_buffer_init(&text, 100);
	sanya_hex_add(&text, digest.bytes, sizeof(digest.bytes));
	ck_assert_str_eq(text.data, hex);
	sanya_buffer_done(&text);
}

START_TEST(published)
{
	static char million[1000000];
	struct sanya_sha256_stream *stream = sanya_sha256_new();

	memset(million, 'a', sizeof(million));
	is(sanya_sha256_of("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	is(sanya_sha256_of("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	is(sanya_sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
	   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	is(sanya_sha256_of(million, sizeof(million)), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	/* the same in parts of every size */
	for (size_t at = 0, size = 0; at < sizeof(million); at += size) {
		size = at % 997 < sizeof(million) - at ? at % 997 + 1 : sizeof(million) - at;
		if (size > sizeof(million) - at)
			size = sizeof(million) - at;
		sanya_sha256_add(stream, million + at, size);
	}
	is(sanya_sha256_finish(stream), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	sanya_sha256_free(NULL);
}
END_TEST

Suite *suite_sha256(void);

Suite *suite_sha256(void)
{
	Suite *suite = suite_create("sha256");
	TCase *vectors = tcase_create("vectors");

	tcase_add_test(vectors, published);
	suite_add_tcase(suite, vectors);
	return suite;
}
