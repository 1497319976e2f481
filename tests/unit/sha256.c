#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void sha256_agrees_with_the_standards_examples(void **state)
{
	char text[SHA256_TEXT_SIZE];
	(void)state;
	sha256_text(SPAN_EMPTY, text);
	assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_text(SPAN("abc"), text);
	assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_text(SPAN("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), text);
	assert_string_equal(text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* Every length around the padding's borders, against the distribution's own program. */
static void sha256_agrees_with_sha256sum_at_every_length(void **state)
{
	static char bytes[300];
	char text[SHA256_TEXT_SIZE], theirs[SHA256_TEXT_SIZE], path[] = "/tmp/sha256.XXXXXX", command[64];
	int fd = mkstemp(path);
	(void)state;
	assert_true(fd >= 0);
	snprintf(command, sizeof(command), "sha256sum %s", path);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	for (size_t length = 50; length < 135; length++) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(bytes, 1, length, file), length);
		assert_int_equal(fclose(file), 0);
		FILE *pipe = popen(command, "r");
		assert_non_null(pipe);
		assert_non_null(fgets(theirs, sizeof(theirs), pipe));
		pclose(pipe);
		sha256_text(span_from(bytes, length), text);
		assert_string_equal(text, theirs);
	}
	close(fd);
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_agrees_with_the_standards_examples),
		cmocka_unit_test(sha256_agrees_with_sha256sum_at_every_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
