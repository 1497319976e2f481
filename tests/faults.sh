#!/bin/bash
# faults.sh: every program of tests/faults. A crash, or a leak found at its end, counts as one failed test.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/cmocka.sh
cmocka_run faults
