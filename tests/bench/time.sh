# shellcheck shell=bash disable=SC2154,SC2016 # of lib.sh; Markdown has backticks
# How long one edit takes: kaudit-enable, the least that could be done instead, and others that make the same edit.

times() {
	local root=$work/apply after=$work/after manifest backups reset cat noop dry least apply name runs time
	new_root apply "$sample"
	new_root after "$sample"
	"$kaudit" --root "$after" >/dev/null || exit 1
	manifest=$root/$point backups=$root/var/lib/kaudit/backups
	reset="sh -c 'rm -f $backups/*; cp $sample $manifest'"
	eval "$reset"

	row '' 'median, ms' '× `cat`' '× the floor' '× an edit by kaudit-enable' 'peak memory, KiB' 'instructions, 1000'
	row --- --: --: --: --: --: --:
	{ read -r cat && read -r noop && read -r dry; } < <(race 1000 '' "$(quoted cat "$after/$point")" "$(quoted "$kaudit" --root "$after")" \
		"$(quoted "$kaudit" --root "$root" --dry-run)") || exit 1
	row '`cat` of the manifest' "$cat" 1 '' '' "$(peak cat "$after/$point")" "$(instructions cat "$after/$point")"
	row '**kaudit-enable**, nothing to do' "$noop" "$(ratio "$noop" "$cat")" '' '' "$(peak "$kaudit" --root "$after")" \
		"$(instructions "$kaudit" --root "$after")"
	row '**kaudit-enable** --dry-run' "$dry" "$(ratio "$dry" "$cat")" '' '' "$(peak "$kaudit" --root "$root" --dry-run)" \
		"$(instructions "$kaudit" --root "$root" --dry-run)"

	{ read -r least && read -r apply; } < <(race 500 "$reset" "$(quoted "$floor" "$manifest" "$after/$point" "$backups")" \
		"$(quoted "$kaudit" --root "$root")") || exit 1
	time_row 'the floor: the same system calls, nothing else' "$least" "$floor" "$manifest" "$after/$point" "$backups"
	time_row '**kaudit-enable**, the edit' "$apply" "$kaudit" --root "$root"
	for name in sed PyYAML 'PyYAML with libyaml' "${peers[@]:2}"; do
		if ! has_peer "$name"; then
			skip "$name is not installed, and not in the first table"
			continue
		fi
		peer "$name" "$manifest" "$backups"
		case $name in
		sed) runs=200 ;;
		Ansible) runs=5 ;;
		*) runs=25 ;;
		esac
		time=$(median "$runs" "$reset" "${command[@]}")
		time_row "$name $(peer_version "$name")" "$time" "${command[@]}"
	done
}

time_row() { # time_row TITLE TIME COMMAND…
	local title=$1 time=$2 memory counted=''
	shift 2
	eval "$reset"
	memory=$(peak "$@")
	eval "$reset"
	case $title in
	kubectl* | Ansible*) ;; # these take valgrind minutes
	*) counted=$(instructions "$@") ;;
	esac
	row "$title" "$time" '' "$(ratio "$time" "$least")" "$(ratio "$time" "$apply")" "$memory" "$counted"
}
