/*
 * world: a folder of one's own to try file code in. One per test; world_make and world_drop are its set-up and tear-down.
 *
 * Names are below that folder; world_path answers a few at a time.
 */
#ifndef KAUDIT_TESTS_WORLD_H
#define KAUDIT_TESTS_WORLD_H

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"

#define WORLD_TEXT "apiVersion: v1\nkind: Pod\n"

struct world {
	char top[32];
	struct buf paths[8];
	unsigned next;
};

static inline int world_make(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	umask(022);
	if (!world)
		return -1;
	snprintf(world->top, sizeof(world->top), "/tmp/kaudit-test.XXXXXX");
	*state = world;
	return mkdtemp(world->top) ? 0 : -1;
}

static inline int world_take_away(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

static inline int world_drop(void **state)
{
	struct world *world = *state;
	int result = nftw(world->top, world_take_away, 16, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 0; i < 8; i++)
		buf_release(&world->paths[i]);
	free(world);
	return result;
}

static inline const char *world_path(struct world *world, const char *name)
{
	struct buf *path = &world->paths[world->next++ % 8];
	path->length = 0;
	buf_printf(path, "%s/%s", world->top, name);
	return buf_text(path);
}

static inline void world_directory(struct world *world, const char *name, mode_t mode)
{
	const char *path = world_path(world, name);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static inline void world_write_span(struct world *world, const char *name, struct span content, mode_t mode)
{
	const char *path = world_path(world, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	for (size_t at = 0; at < content.length;) {
		ssize_t put = write(fd, content.at + at, content.length - at);
		assert_true(put > 0);
		at += (size_t)put;
	}
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static inline void world_write(struct world *world, const char *name, const char *text, mode_t mode)
{
	world_write_span(world, name, span_of(text), mode);
}

static inline void world_link(struct world *world, const char *name, const char *target)
{
	assert_int_equal(symlink(target, world_path(world, name)), 0);
}

static inline void assert_content(struct world *world, const char *name, const char *text)
{
	char content[4096];
	int fd = open(world_path(world, name), O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t length = read(fd, content, sizeof(content) - 1);
	assert_true(length >= 0);
	close(fd);
	content[length] = '\0';
	assert_string_equal(content, text);
}

static inline void assert_says(const struct error *err, const char *words)
{
	if (!strstr(err->text, words))
		fail_msg("\"%s\" does not say \"%s\"", err->text, words);
}

/* For what only root can set up; said, not silent. */
static inline void needs_root(void)
{
	if (geteuid() != 0) {
		print_message("skipped: needs root\n");
		skip();
	}
}

#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_make, world_drop)

#endif
