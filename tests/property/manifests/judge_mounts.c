#include "judge.h"

/* Whether a path flag of VIEW leads to MOUNT, or to what lies below it. */
static bool serves(const struct view *view, const struct view_mount *mount)
{
	for (size_t i = 0; i < flag_count; i++) {
		struct buf path BUF_AUTO = BUF_EMPTY;
		if (!judge_is_path(&flag_table[i]))
			continue;
		judge_path(view, &flag_table[i], &path);
		if (path.length > 0 && view_mount_of(view, buf_span(&path)) == mount)
			return true;
	}
	return false;
}

/* Whether MOUNT shows what one path flag of VIEW names and nothing else: that file or, for the log, its directory. */
static bool serves_only(const struct view *view, const struct view_mount *mount)
{
	for (size_t i = 0; i < flag_count; i++) {
		struct buf path BUF_AUTO = BUF_EMPTY;
		if (!judge_is_path(&flag_table[i]))
			continue;
		judge_path(view, &flag_table[i], &path);
		size_t length = mount->path.length;
		bool is_file = span_equal(buf_span(&path), mount->path);
		bool is_directory = path.length > length && path.at[length] == '/' && span_equal(span_cut(buf_span(&path), 0, length), mount->path) &&
				    span_find(buf_span(&path), "/", length + 1) == path.length;
		if (is_file || (is_directory && flag_table[i].type == FLAG_LOG_PATH))
			return true;
	}
	return false;
}

bool judge_may_change_mount(const struct judge *judge, const struct view_mount *mount)
{
	return serves_only(judge->before, mount) && !view_is_spoken_of(judge->before, mount->path);
}

bool judge_may_change_volume(const struct judge *judge, const struct view_volume *volume)
{
	for (size_t i = 0; i < judge->before->mount_count && !view_is_shared(judge->before, volume->name); i++)
		if (span_equal(judge->before->mounts[i].name, volume->name) && judge_may_change_mount(judge, &judge->before->mounts[i]))
			return true;
	return false;
}

static bool same_node(const struct judge *judge, node_id before, node_id after)
{
	struct buf old BUF_AUTO = BUF_EMPTY, new BUF_AUTO = BUF_EMPTY;
	view_dump(judge->before->tree, before, &old);
	view_dump(judge->after->tree, after, &new);
	return span_equal(buf_span(&old), buf_span(&new));
}

static bool is_kept_mount(const struct judge *judge, const struct view_mount *mount)
{
	for (size_t i = 0; i < judge->after->mount_count; i++)
		if (same_node(judge, mount->node, judge->after->mounts[i].node))
			return true;
	return false;
}

static bool is_kept_volume(const struct judge *judge, const struct view_volume *volume)
{
	for (size_t i = 0; i < judge->after->volume_count; i++)
		if (same_node(judge, volume->node, judge->after->volumes[i].node))
			return true;
	return false;
}

static void judge_kept(const struct judge *judge)
{
	for (size_t i = 0; i < judge->before->mount_count; i++) {
		const struct view_mount *mount = &judge->before->mounts[i];
		if (!is_kept_mount(judge, mount) && !judge_may_change_mount(judge, mount))
			buf_printf(judge->complaints, "mount %.*s is not what it was\n", SPAN_ARG(mount->path));
	}
	for (size_t i = 0; i < judge->before->volume_count; i++) {
		const struct view_volume *volume = &judge->before->volumes[i];
		if (!is_kept_volume(judge, volume) && !judge_may_change_volume(judge, volume))
			buf_printf(judge->complaints, "volume %.*s is not what it was\n", SPAN_ARG(volume->name));
	}
}

/* What the kubelet asks of mounts and volumes. */
static void judge_valid(const struct judge *judge)
{
	const struct view *after = judge->after;
	for (size_t i = 0; i < after->mount_count; i++) {
		if (!view_volume(after, after->mounts[i].name))
			buf_printf(judge->complaints, "mount %.*s has no volume\n", SPAN_ARG(after->mounts[i].path));
		for (size_t j = 0; j < i; j++)
			if (span_equal(after->mounts[i].path, after->mounts[j].path))
				buf_printf(judge->complaints, "two mounts at %.*s\n", SPAN_ARG(after->mounts[i].path));
	}
	for (size_t i = 0; i < after->volume_count; i++)
		for (size_t j = 0; j < i; j++)
			if (span_equal(after->volumes[i].name, after->volumes[j].name))
				buf_printf(judge->complaints, "two volumes %.*s\n", SPAN_ARG(after->volumes[i].name));
}

static bool is_new_volume(const struct judge *judge, const struct view_volume *volume)
{
	const struct view_volume *old = view_volume(judge->before, volume->name);
	return !old || !span_equal(old->host, volume->host);
}

/* A path flag in force leads to a mount of the host that suits it. */
static void judge_path_flag(const struct judge *judge, const struct flag *flag)
{
	const struct view *after = judge->after;
	struct buf path BUF_AUTO = BUF_EMPTY;
	judge_path(after, flag, &path);
	if (path.length == 0)
		return;
	const struct view_mount *mount = view_mount_of(after, buf_span(&path));
	const struct view_volume *volume = mount ? view_volume(after, mount->name) : NULL;
	if (volume && volume->host.length == 0 && view_volume(judge->before, volume->name))
		return; /* a volume of the pod was there: judge_flags says whether it may be */
	if (!volume || volume->host.length == 0) {
		buf_printf(judge->complaints, "--%s: no host path behind %s\n", flag->name, buf_text(&path));
		return;
	}
	bool is_log = flag->type == FLAG_LOG_PATH, is_new = is_new_volume(judge, volume);
	if (is_log && (mount->read_only || span_equal(mount->path, buf_span(&path))))
		buf_printf(judge->complaints, "the log's mount is %s\n", mount->read_only ? "read-only" : "a single file");
	if (is_new && !span_is(volume->type, is_log ? "DirectoryOrCreate" : "File"))
		buf_printf(judge->complaints, "--%s: the new volume's type is %.*s\n", flag->name, SPAN_ARG(volume->type));
	if (is_new && !is_log && !mount->read_only)
		buf_printf(judge->complaints, "--%s: the new mount is writable\n", flag->name);
}

/* Nothing is left behind: a mount of exactly the old file, which no flag leads to any more. */
static void judge_orphans(const struct judge *judge)
{
	for (size_t i = 0; i < judge->after->mount_count; i++) {
		const struct view_mount *mount = &judge->after->mounts[i];
		const struct view_volume *volume = view_volume(judge->after, mount->name);
		for (size_t j = 0; volume && span_is(volume->type, "File") && j < judge->before->flag_count; j++)
			if (span_equal(judge->before->flags[j].value, mount->path) && judge->before->flags[j].counts &&
			    !serves(judge->after, mount) && !view_is_shared(judge->after, mount->name))
				buf_printf(judge->complaints, "mount %.*s is left behind\n", SPAN_ARG(mount->path));
	}
	for (size_t i = 0; i < judge->after->volume_count; i++) {
		const struct view_volume *volume = &judge->after->volumes[i];
		bool used = view_is_shared(judge->after, volume->name), was_used = false;
		for (size_t j = 0; j < judge->after->mount_count; j++)
			used = used || span_equal(judge->after->mounts[j].name, volume->name);
		for (size_t j = 0; j < judge->before->mount_count; j++)
			was_used = was_used || span_equal(judge->before->mounts[j].name, volume->name);
		if (!used && (was_used || !view_volume(judge->before, volume->name)))
			buf_printf(judge->complaints, "volume %.*s is used by no mount\n", SPAN_ARG(volume->name));
	}
}

void judge_mounts(const struct judge *judge)
{
	judge_kept(judge);
	judge_valid(judge);
	for (size_t i = 0; i < flag_count; i++)
		if (judge_is_path(&flag_table[i]))
			judge_path_flag(judge, &flag_table[i]);
	judge_orphans(judge);
}
