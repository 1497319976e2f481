# shellcheck shell=bash disable=SC2154 # what lib.sh sets
# The same new manifest, written by kaudit-enable and by a bare mv.

measure() { # measure COMMAND…, which writes the manifest
	write_policy "$at_metadata"
	watch_node starts
	watch_node answers
	"$@"
	await 60 is_healthy || fail "the new API server is not ready"
	sleep 3
	printf '    %s; starts: %d\n' "$(figures "$(stat -c %.3Z "$manifest")")" "$(wc -l <"$scratch/starts")"
}

bare_mv() {
	"$program" --manifest - <"$manifest" >"$folder/.new" || fail "the new manifest could not be made"
	mv "$folder/.new" "$manifest"
}

case_figure_mv() { measure bare_mv; }

case_figure_enable() {
	measure run
	expect_proven
	printf '    it says: %s\n' "$(tail -n 1 <<<"$out")"
}
