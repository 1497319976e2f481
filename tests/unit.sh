#!/bin/bash
# unit.sh: every program of tests/unit. A crash, or a leak found at its end, counts as one failed test.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/cmocka.sh
cmocka_run unit
