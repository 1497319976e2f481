#include "node/attributes.h"

#include <endian.h>
#include <errno.h>
#include <sys/xattr.h>

#include "world.h"

#define ACL "system.posix_acl_access"
#define DEFAULT_ACL "system.posix_acl_default"

/* The value of an ACL attribute, as linux/posix_acl_xattr.h has it; little-endian. */
enum { VERSION = 2, OWNER = 1, USER = 2, GROUP = 4, MASK = 16, OTHER = 32 };

enum { SOMEBODY = 4711 };

struct acl {
	uint32_t version;
	struct {
		uint16_t tag, permissions;
		uint32_t id;
	} entry[5];
};

/* rw for the owner, r for the group, none for others; and SOMEBODY as far as MASK lets. */
static struct acl acl_of(uint16_t somebody, uint16_t mask)
{
	static const uint16_t tags[] = { OWNER, USER, GROUP, MASK, OTHER };
	const uint16_t permissions[] = { 6, somebody, 4, mask, 0 };
	struct acl acl = { .version = htole32(VERSION) };
	for (size_t i = 0; i < 5; i++) {
		acl.entry[i].tag = htole16(tags[i]);
		acl.entry[i].permissions = htole16(permissions[i]);
		acl.entry[i].id = htole32(tags[i] == USER ? SOMEBODY : UINT32_MAX);
	}
	return acl;
}

static void set(struct world *world, const char *name, const char *attribute, const void *value, size_t length)
{
	if (setxattr(world_path(world, name), attribute, value, length, 0)) {
		assert_true(errno == ENOTSUP || errno == EPERM);
		print_message("skipped: %s can't be set here\n", attribute);
		skip();
	}
}

static void assert_has(struct world *world, const char *name, const char *attribute, const void *value, size_t length)
{
	char found[256];
	assert_int_equal(getxattr(world_path(world, name), attribute, found, sizeof(found)), length);
	assert_memory_equal(found, value, length);
}

static void assert_lacks(struct world *world, const char *name, const char *attribute)
{
	char found[256];
	assert_int_equal(getxattr(world_path(world, name), attribute, found, sizeof(found)), -1);
	assert_int_equal(errno, ENODATA);
}

static void copy(struct world *world)
{
	struct error err = { 0 };
	struct stat status, after;
	int from = open(world_path(world, "old"), O_RDONLY | O_CLOEXEC);
	int to = open(world_path(world, "new"), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(from >= 0 && to >= 0);
	assert_int_equal(fstat(from, &status), 0);
	if (attributes_copy(from, &status, to, &err))
		fail_msg("%s", err.text);
	assert_int_equal(fstat(to, &after), 0);
	assert_int_equal(after.st_mode, status.st_mode);
	assert_int_equal(after.st_uid, status.st_uid);
	assert_int_equal(after.st_gid, status.st_gid);
	close(from);
	close(to);
}

static void owner_and_mode_are_copied(void **state)
{
	struct world *world = *state;
	world_write(world, "old", "x", 0444);
	if (geteuid() == 0)
		assert_int_equal(chown(world_path(world, "old"), SOMEBODY, SOMEBODY + 1), 0);
	copy(world);
}

static void an_attribute_of_the_user_is_copied(void **state)
{
	struct world *world = *state;
	world_write(world, "old", "x", 0600);
	set(world, "old", "user.note", "kept \0 whole", 12);
	set(world, "old", "user.empty", "", 0);
	copy(world);
	assert_has(world, "new", "user.note", "kept \0 whole", 12);
	assert_has(world, "new", "user.empty", "", 0);
}

static void an_acl_is_copied_and_survives_the_mode(void **state)
{
	struct world *world = *state;
	struct acl acl = acl_of(6, 4);
	world_write(world, "old", "x", 0600);
	set(world, "old", ACL, &acl, sizeof(acl));
	copy(world);
	assert_has(world, "new", ACL, &acl, sizeof(acl));
}

static void an_acl_that_the_directory_gives_is_taken_away(void **state)
{
	struct world *world = *state;
	struct acl acl = acl_of(6, 6);
	world_write(world, "old", "x", 0640);
	set(world, "", DEFAULT_ACL, &acl, sizeof(acl));
	assert_int_equal(removexattr(world_path(world, "old"), ACL) && errno != ENODATA, 0);
	copy(world);
	assert_lacks(world, "new", ACL);
}

static void an_acl_takes_the_place_of_the_one_that_the_directory_gives(void **state)
{
	struct world *world = *state;
	struct acl acl = acl_of(6, 6), old = acl_of(4, 4);
	world_write(world, "old", "x", 0640);
	set(world, "", DEFAULT_ACL, &acl, sizeof(acl));
	set(world, "old", ACL, &old, sizeof(old));
	copy(world);
	assert_has(world, "new", ACL, &old, sizeof(old));
}

static void a_label_is_copied(void **state)
{
	needs_root();
	struct world *world = *state;
	static const char label[] = "system_u:object_r:kubernetes_file_t:s0";
	world_write(world, "old", "x", 0600);
	set(world, "old", "security.selinux", label, sizeof(label));
	copy(world);
	assert_has(world, "new", "security.selinux", label, sizeof(label));
}

static void what_the_kernel_or_the_file_system_makes_is_not_copied(void **state)
{
	needs_root();
	struct world *world = *state;
	world_write(world, "old", "x", 0600);
	set(world, "old", "trusted.own", "1", 1);
	set(world, "old", "security.ima", "\1hash", 5);
	copy(world);
	assert_lacks(world, "new", "trusted.own");
	assert_lacks(world, "new", "security.ima");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(owner_and_mode_are_copied),
		WORLD_TEST(an_attribute_of_the_user_is_copied),
		WORLD_TEST(an_acl_is_copied_and_survives_the_mode),
		WORLD_TEST(an_acl_that_the_directory_gives_is_taken_away),
		WORLD_TEST(an_acl_takes_the_place_of_the_one_that_the_directory_gives),
		WORLD_TEST(a_label_is_copied),
		WORLD_TEST(what_the_kernel_or_the_file_system_makes_is_not_copied),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
