#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/suggest.h"

static const char *nearest(const char *word)
{
	static const char *const known[] = {"policy", "log-path", "maxage", "maxbackup", "maxsize", "dry-run", "diff"};
	struct suggest suggest = SUGGEST_FOR(span_of(word));
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		suggest_offer(&suggest, known[i]);
	return suggest.best;
}

static void a_slip_of_the_finger_finds_its_word(void **state)
{
	(void)state;
	assert_string_equal(nearest("polcy"), "policy");
	assert_string_equal(nearest("plicys"), "policy");
	assert_string_equal(nearest("logpath"), "log-path");
	assert_string_equal(nearest("MaxAge"), "maxage");
}

static void two_letters_swapped_are_one_slip(void **state)
{
	(void)state;
	struct suggest suggest = SUGGEST_FOR(SPAN("dif"));
	suggest_offer(&suggest, "diff");
	assert_int_equal(suggest.distance, 1);
	suggest = SUGGEST_FOR(SPAN("ployci"));
	suggest_offer(&suggest, "policy");
	assert_null(suggest.best);
	suggest = SUGGEST_FOR(SPAN("oplicy"));
	suggest_offer(&suggest, "policy");
	assert_int_equal(suggest.distance, 1);
}

static void the_nearest_of_several_wins(void **state)
{
	(void)state;
	assert_string_equal(nearest("maxbakup"), "maxbackup");
	assert_string_equal(nearest("maxsice"), "maxsize");
}

static void another_word_altogether_gets_no_suggestion(void **state)
{
	(void)state;
	assert_null(nearest("webhook"));
	assert_null(nearest("x"));
	assert_null(nearest(""));
}

static void a_very_long_word_is_no_slip(void **state)
{
	(void)state;
	char word[5000];
	for (size_t i = 0; i < sizeof(word); i++)
		word[i] = i + 1 < sizeof(word) ? 'a' : '\0';
	assert_null(nearest(word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_slip_of_the_finger_finds_its_word), cmocka_unit_test(two_letters_swapped_are_one_slip),
	        cmocka_unit_test(the_nearest_of_several_wins),         cmocka_unit_test(another_word_altogether_gets_no_suggestion),
	        cmocka_unit_test(a_very_long_word_is_no_slip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
