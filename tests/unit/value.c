#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void numbers_are_read_as_go_reads_them(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
	        {"60", 60},
	        {"+5", 5},
	        {"-3", -3},
	        {"0", 0},
	        {"00", 0},
	        {"0x10", 16},
	        {"0X1F", 31},
	        {"017", 15},
	        {"0o17", 15},
	        {"0O7", 7},
	        {"0b11", 3},
	        {"0B1", 1},
	        {"1_000", 1000},
	        {"0_7", 7},
	        {"0x_1", 1},
	        {"9223372036854775807", INT64_MAX},
	        {"-9223372036854775808", INT64_MIN},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		int64_t value = 77;
		if (!value_int(span_of(good[i].text), true, &value) || value != good[i].value)
			fail_msg("%s gave %lld", good[i].text, (long long)value);
	}
}

static void what_go_refuses_is_no_number(void **state)
{
	static const char *const bad[] = {"",
	                                  "-",
	                                  "+",
	                                  " 5",
	                                  "5 ",
	                                  "1.0",
	                                  "1e3",
	                                  "08",
	                                  "0x",
	                                  "0b",
	                                  "0o",
	                                  "0b12",
	                                  "_7",
	                                  "1_",
	                                  "1__0",
	                                  "0_",
	                                  "0x_",
	                                  "abc",
	                                  "9223372036854775808",
	                                  "-9223372036854775809",
	                                  "99999999999999999999999",
	                                  "--5"};
	int64_t value;
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (value_int(span_of(bad[i]), true, &value))
			fail_msg("'%s' was taken", bad[i]);
}

static void old_versions_do_not_know_the_new_literals(void **state)
{
	static const char *const literals[] = {"1_000", "0o17", "0b11"};
	int64_t value;
	float number;
	(void)state;
	for (size_t i = 0; i < COUNT(literals); i++)
		if (value_int(span_of(literals[i]), false, &value))
			fail_msg("'%s' was taken", literals[i]);
	assert_true(value_int(SPAN("0x10"), false, &value));
	assert_true(value_int(SPAN("017"), false, &value));
	assert_int_equal(value, 15);
	assert_false(value_float(SPAN("1_0"), false, &number));
	assert_false(value_float(SPAN("0x1p4"), false, &number));
	assert_true(value_float(SPAN("1e3"), false, &number));
}

static void fractions_are_read_as_go_reads_them(void **state)
{
	static const char *const good[] = {"1",    "1.",        ".5",  "1_0.5", "1_0",   "1e3",   "0x1p-2", "0x1.8p1", "0x_1p1", "inf",
	                                   "+Inf", "-infinity", "nan", "NaN",   "1e-60", "0_1.5", "1e1_0",  "0x1p1_0", "-2.5"};
	static const char *const bad[] = {".",    "1e",     "1e+",          "1e5_0", "1_e5", "0x1.8",  "infin", "-nan",
	                                  "1e39", "3.5e38", "3.4028236e38", "1e400", "",     "+",      "0x.p1", "0x1p",
	                                  "1f",   "0b1",    "1_.5",         "1._5",  "1p3",  "0_x1p1", "1e_5",  " 1"};
	float value;
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!value_float(span_of(good[i]), true, &value))
			fail_msg("'%s' was refused", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (value_float(span_of(bad[i]), true, &value))
			fail_msg("'%s' was taken", bad[i]);
	assert_true(value_float(SPAN("1_0.5"), true, &value) && value > 10.4f && value < 10.6f);
}

static void durations_are_read_as_go_reads_them(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
	        {"0", 0},
	        {"-0", 0},
	        {"0s", 0},
	        {"1ns", 1},
	        {"1us", 1000},
	        {"1µs", 1000},
	        {"1μs", 1000},
	        {"250ms", 250000000},
	        {"1s", 1000000000},
	        {"+5s", 5000000000},
	        {"-1.5h", INT64_C(-5400000000000)},
	        {"1h30m", INT64_C(5400000000000)},
	        {".5s", 500000000},
	        {"1.s", 1000000000},
	        {"1h1h", INT64_C(7200000000000)},
	        {"2562047h47m16.854775807s", INT64_MAX},
	        {"-9223372036854775808ns", INT64_MIN},
	};
	static const char *const bad[] = {"",
	                                  "-",
	                                  "1",
	                                  "00",
	                                  ".s",
	                                  "1d",
	                                  "1 s",
	                                  "1s ",
	                                  "1e3s",
	                                  "1S",
	                                  "s",
	                                  "9223372036854775808ns",
	                                  "2562047h47m16.854775808s",
	                                  "99999999999999999999s",
	                                  "2562048h"};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		int64_t value = 77;
		if (!value_duration(span_of(good[i].text), &value) || value != good[i].value)
			fail_msg("%s gave %lld", good[i].text, (long long)value);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		int64_t value;
		if (value_duration(span_of(bad[i]), &value))
			fail_msg("'%s' was taken", bad[i]);
	}
}

static void booleans_have_twelve_spellings(void **state)
{
	bool value;
	(void)state;
	assert_true(value_bool(SPAN("True"), &value) && value);
	assert_true(value_bool(SPAN("1"), &value) && value);
	assert_true(value_bool(SPAN("F"), &value) && !value);
	assert_true(value_bool(SPAN("false"), &value) && !value);
	assert_false(value_bool(SPAN("yes"), &value));
	assert_false(value_bool(SPAN("tRUE"), &value));
	assert_false(value_bool(SPAN(""), &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(numbers_are_read_as_go_reads_them),         cmocka_unit_test(what_go_refuses_is_no_number),
	        cmocka_unit_test(old_versions_do_not_know_the_new_literals), cmocka_unit_test(fractions_are_read_as_go_reads_them),
	        cmocka_unit_test(durations_are_read_as_go_reads_them),       cmocka_unit_test(booleans_have_twelve_spellings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
