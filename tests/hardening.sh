#!/bin/bash
# hardening.sh: the programs as they were built, and a probe with the flags that each compiler here gets, have what makes an
# error in them hard to use. Judged by readelf, as checksec does; and every judge has something against a probe built with HARDEN= .
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C
unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES CFLAGS LDFLAGS CPPFLAGS # the probe is built as anyone would, a sanitizer's flags apart

build=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

skip() {
	echo "skipped: hardening: $*"
	skipped=$((skipped + 1))
}

# ---- the judges: each says what is missing in the file $1; $2 is a program that shows what compiler and machine can do ----

pie() { readelf -hdW "$1" | grep -q 'Type:.*DYN' && readelf -dW "$1" | grep -q 'FLAGS_1.*PIE' || echo 'no position-independent executable'; }
relro() { readelf -lW "$1" | grep -q GNU_RELRO || echo 'no RELRO'; }
now() { readelf -dW "$1" | grep -Eq 'FLAGS.*(BIND_NOW|NOW)' || echo 'symbols are bound late: RELRO is partial'; }
stack_protector() { readelf -sW "$1" | grep -q __stack_chk_fail || echo 'no stack protector'; }
fortify() { readelf -sW "$1" | grep -Eq ' __[a-z]+_chk(@|$)' || echo 'no FORTIFY: not one __…_chk function is called'; }
no_exec_stack() {
	readelf -lW "$1" | grep -Eq 'GNU_STACK.* RW +0x' || echo 'the stack is executable'
	! readelf -lW "$1" | grep -Eq 'LOAD.* RWE ' || echo 'a segment is writable and executable'
}
no_path() { ! readelf -dW "$1" | grep -E 'R(UN)?PATH' || echo 'libraries are looked for in folders of its own'; }
cet() {
	readelf -nW "$2" | grep -q 'IBT, SHSTK' || return 0 # not on this machine
	readelf -nW "$1" | grep -q 'IBT, SHSTK' || echo 'no CET (IBT, SHSTK)'
}
judges='pie relro now stack_protector fortify no_exec_stack no_path cet'
if ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
	judges=${judges/fortify /}
	skip 'FORTIFY is of the GNU C library'
fi

judge() { # judge NAME FILE ABLE
	local name
	for name in $judges; do
		said=$("$name" "$2" "$3")
		if [ -z "$said" ]; then
			passed=$((passed + 1))
		else
			echo "$1: $said"
			failed=$((failed + 1))
		fi
	done
}

# ---- the probe ----

cat >"$work/probe.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fill(char *text, const char *from, size_t size);
int fill(char *text, const char *from, size_t size)
{
	char local[64];
	memcpy(local, from, size);
	memcpy(text, local, sizeof(local));
	return local[size / 2];
}

char *grow(const char *from, size_t room, size_t size);
char *grow(const char *from, size_t room, size_t size)
{
	char *text = malloc(room);
	return text ? memcpy(text, from, size) : NULL;
}

/* The byte I of an array that nothing was written to. */
__attribute__((noinline)) static int left(size_t i)
{
	char unwritten[512];
	__asm__ volatile("" : : "r"(unwritten) : "memory");
	return unwritten[i];
}

__attribute__((noinline)) static void soil(void)
{
	char dirt[2048];
	memset(dirt, 'x', sizeof(dirt));
	__asm__ volatile("" : : "r"(dirt) : "memory");
}

int main(int argc, char **argv)
{
	int sum = 0;
	if (argc > 1)
		return fill(argv[1], argv[0], strlen(argv[0])) + (grow(argv[0], strlen(argv[1]), strlen(argv[0])) != NULL);
	for (size_t i = 0; i < 512; i++) {
		soil();
		sum += left(i) != 0;
	}
	printf("%d\n", sum);
	return sum != 0;
}
END

probe() { # probe COMPILER OUTPUT [VARIABLE=…]: with the flags that the Makefile gives that compiler
	local compiler=$1 output=$2 flags
	shift 2
	make -s CC="$compiler" BUILD="$work/$output" WERROR= "$@" "$work/$output/command" || return 1
	flags=$(sed 's/ -l[a-z].*//' "$work/$output/command")
	(eval "$flags -w -o $work/$output/probe $work/probe.c") 2>"$work/$output/said" || { cat "$work/$output/said"; return 1; }
}

able() { # able COMPILER OUTPUT: what this compiler and this machine's libraries can do, without our flags
	echo 'int main(void) { return 0; }' | "$1" -fcf-protection -x c -o "$2" - 2>/dev/null ||
		echo 'int main(void) { return 0; }' | "$1" -x c -o "$2" -
}

initialized() { "$1" >/dev/null || echo 'what is not initialized is not zero'; }
fortify3() { # a size that is known only when it runs; $1: object, $2: what the compiler makes of level 3 by itself
	readelf -sW "$2" | grep -q __memcpy_chk || return 0
	[ "$(objdump -dr "$1" | sed -n '/<grow>:/,/^$/p' | grep -c memcpy_chk)" -gt 0 ] || echo 'FORTIFY is not of level 3'
}

for compiler in gcc clang; do
	if ! command -v "$compiler" >/dev/null; then
		skip "$compiler is not installed"
		continue
	fi
	if ! probe "$compiler" "$compiler" || ! able "$compiler" "$work/$compiler/able"; then
		echo "$compiler: the probe can't be built"
		failed=$((failed + 1))
		continue
	fi
	judge "$compiler: the probe" "$work/$compiler/probe" "$work/$compiler/able"
	said=$(
		initialized "$work/$compiler/probe"
		"$compiler" -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Dmain=other -c -x c -o "$work/$compiler/level3" <(sed -n '1,4p;/^char .grow/,/^}/p' "$work/probe.c") &&
			fortify3 "$work/$compiler/probe" "$work/$compiler/level3"
	)
	if [ -z "$said" ]; then
		passed=$((passed + 2))
	else
		printf '%s: %s\n' "$compiler" "$said"
		failed=$((failed + 2))
	fi

	probe "$compiler" "$compiler-soft" HARDEN= CFLAGS='-O2 -fno-pie -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none -ftrivial-auto-var-init=uninitialized' \
		LDFLAGS='-no-pie -Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack -Wl,-rpath,/tmp' || failed=$((failed + 1))
	for name in $judges initialized; do
		[ "$name" != cet ] || readelf -nW "$work/$compiler/able" | grep -q 'IBT, SHSTK' || continue
		if [ -n "$("$name" "$work/$compiler-soft/probe" "$work/$compiler/able")" ]; then
			passed=$((passed + 1))
		else
			echo "$compiler: $name has nothing against a probe without any hardening"
			failed=$((failed + 1))
		fi
	done
done

# ---- the programs ----

compiler=$(sed 's/ .*//' "$build/command")
if grep -q -- '-fsanitize' "$build/command"; then
	skip "the programs are built with a sanitizer"
elif ! able "$compiler" "$work/able"; then
	echo "$compiler does not work" && failed=$((failed + 1))
else
	for program in "$build"/kaudit-enable "$build"/kaudit-policy; do
		judge "$program" "$program" "$work/able"
	done
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
