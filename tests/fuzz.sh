#!/bin/bash
# fuzz.sh [TARGET…]: each target of tests/fuzz for FUZZ_SECONDS (60), FUZZ_JOBS (2) at a time, with libFuzzer and the sanitizers.
#
# Corpora grow in build-fuzz/corpus/TARGET, from the fixtures and what was found before; what is found lies in build-fuzz/found/TARGET-*:
#
#     build-fuzz/fuzz/TARGET build-fuzz/found/TARGET-crash-…                shows it again
#     build-fuzz/fuzz/TARGET -minimize_crash=1 -runs=10000 FILE             makes it smaller
#
# When it is mended, it becomes fixtures/fuzz/TARGET/WHAT-IT-IS, which tests/replay.sh reads in every `make check`.
# For AFL++: make CC=afl-clang-fast BUILD=build-afl fuzz-targets; afl-fuzz -i build-fuzz/seeds/TARGET -o build-afl/found build-afl/fuzz/TARGET
set -u
cd "$(dirname "$0")/.." || exit 1

seconds=${FUZZ_SECONDS:-60} jobs=${FUZZ_JOBS:-2} clang=${FUZZ_CC:-clang}
build="build-fuzz"
sanitize=-fsanitize=fuzzer-no-link,address,undefined

if ! echo 'int LLVMFuzzerTestOneInput(const char *at, unsigned long size) { return at && size > 9; }' |
	$clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null; then
	echo "skipped: fuzz: no $clang with libFuzzer (Debian: clang libclang-rt-dev)"
	echo '0 passed, 0 failed, 1 skipped'
	exit 0
fi
MAKEFLAGS='' make -s -j"$jobs" CC="$clang" BUILD=$build CFLAGS="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $sanitize" \
	LDFLAGS=-fsanitize=address,undefined fuzz-targets || { echo '0 passed, 1 failed'; exit 1; }
tests/fuzz/seeds.sh $build/seeds || exit 1

[ $# -gt 0 ] || { set -- tests/fuzz/*.c && set -- "${@#tests/fuzz/}" && set -- "${@%.c}"; }
mkdir -p $build/found $build/log

burn() { # burn TARGET
	local corpora=("$build/corpus/$1" "$build/seeds/$1") options=()
	mkdir -p "${corpora[@]}"
	[ ! -d "fixtures/fuzz/$1" ] || corpora+=("fixtures/fuzz/$1")
	[ ! -e "tests/fuzz/$1.dict" ] || options+=(-dict="tests/fuzz/$1.dict")
	ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 $build/fuzz/"$1" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=1024 \
		-max_len=8192 -print_final_stats=1 -artifact_prefix="$build/found/$1-" "${options[@]}" "${corpora[@]}" >"$build/log/$1" 2>&1
	echo $? >"$build/log/$1.status"
}

running=0
for target; do
	[ "$running" -lt "$jobs" ] || { wait -n; running=$((running - 1)); }
	burn "$target" &
	running=$((running + 1))
done
wait

passed=0 failed=0
for target; do
	log=$build/log/$target
	cov=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 edges, \2 features/p' "$log" | tail -n 1)
	runs=$(sed -n 's/^stat::number_of_executed_units: //p' "$log")
	if [ "$(cat "$log.status")" -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
		passed=$((passed + 1))
		printf '%-12s %s runs, %s\n' "$target" "$runs" "$cov"
	else
		failed=$((failed + 1))
		printf '%-12s FOUND something after %s runs, %s:\n' "$target" "${runs:-no}" "$cov"
		grep -v '^#' "$log" | tail -n 40
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
