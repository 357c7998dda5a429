# shellcheck shell=bash
# Runs tests one after another or side by side, keeps what each printed under build/test, and counts.

TEST_OUTPUT=$ROOT/build/test
TEST_COUNTS=$TEST_OUTPUT/.counts # 'passed failed' of those who ran side by side
TEST_LANES=${KEYRACK_TEST_LANES:-$(nproc)}
TESTS_PASSED=0
TESTS_FAILED=0

# Prints "passed failed" from the output of one runner: our own 'N passed, N failed' line or node's TAP summary.
runner_counts() {
    awk '
        match($0, /[0-9]+ passed, [0-9]+ failed/) { split(substr($0, RSTART, RLENGTH), words, " "); passed = words[1]; failed = words[3] }
        /^# pass [0-9]+$/ { passed = $3 }
        /^# fail [0-9]+$/ { failed = $3 }
        END { print passed + 0, failed + 0 }' "$1"
}

# What failed, whole enough to be understood where only this output is kept: of each failed TAP test its account, of
# other runners the lines that name a failure.
runner_show_failure() {
    awk '
        /^ *not ok / { account = 40 }
        account > 0 && !/^ *(duration_ms|type): / { print NR ": " substr($0, 1, 300); account-- }
        /^ *\.\.\.$/ { account = 0 }
        account == 0 && /^(FAILED|ERROR: |SUMMARY: )|: runtime error:|^ *(error|message): / { print NR ": " substr($0, 1, 300) }
    ' "$1" | head -n 150 | sed 's/^/      | /' || true
    echo "      | whole output: $1"
}

# runner_count VERDICT_STATUS PASSED FAILED: an exit status that the counts do not explain is a failure of its own
# (a crash, a time-out, a leak found after the last test).
runner_count() {
    local status=$1 passed=$2 failed=$3
    if ((failed == 0 && (status != 0 || passed == 0))); then
        failed=1
    fi
    TESTS_PASSED=$((TESTS_PASSED + passed))
    TESTS_FAILED=$((TESTS_FAILED + failed))
    return $((failed > 0))
}

# run_test NAME SECONDS COMMAND…: one executable or test file.
run_test() {
    local name=$1 limit=$2 log status=0 passed failed began=$SECONDS
    shift 2
    log=$TEST_OUTPUT/$(tr -c 'A-Za-z0-9_.\n' '-' <<<"$name").log
    timeout --kill-after=20 "$limit" "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 124 || status == 137)) && echo "ERROR: stopped after $limit s" >>"$log"
    read -r passed failed < <(runner_counts "$log")
    if runner_count "$status" "$passed" "$failed"; then
        say "ok      $name ($passed passed, $((SECONDS - began)) s)"
    else
        say "FAILED  $name ($passed passed, $failed failed, exit status $status, $((SECONDS - began)) s)"
        runner_show_failure "$log"
    fi
}

# run_node NAME SECONDS FILE
run_node() {
    run_test "$1" "$2" node --test --test-reporter=tap "$3" </dev/null # the input is the list of those to come
}

# runner_aside COMMAND…: runs tests in a process of their own, to be started with '&'; runner_join counts them.
runner_aside() {
    TESTS_PASSED=0
    TESTS_FAILED=0
    "$@"
    echo "$TESTS_PASSED $TESTS_FAILED" >>"$TEST_COUNTS"
}

# runner_each COMMAND: COMMAND LINE for each line of the input, some at once: most tests wait more than they work.
runner_each() {
    local line running=0
    while read -r line; do
        if ((running >= TEST_LANES)); then
            wait -n || true
            running=$((running - 1))
        fi
        runner_aside "$1" "$line" &
        running=$((running + 1))
    done
    runner_join
}

# Waits for all that run aside, and adds what they counted.
runner_join() {
    local passed failed
    wait
    [[ -e $TEST_COUNTS ]] || return 0
    while read -r passed failed; do
        TESTS_PASSED=$((TESTS_PASSED + passed))
        TESTS_FAILED=$((TESTS_FAILED + failed))
    done <"$TEST_COUNTS"
    rm -f "$TEST_COUNTS"
}

# attempt NAME COMMAND…: something that only has to succeed, such as a build; counted only when it fails.
attempt() {
    local name=$1
    shift
    ("$@") && return 0
    say "FAILED  $name"
    TESTS_FAILED=$((TESTS_FAILED + 1))
    return 1
}

# The last line of ops/test, and its exit status.
runner_finish() {
    ((TESTS_PASSED + TESTS_FAILED > 0)) || echo 'no test is called so; kinds and patterns together mean tests of that kind so called' >&2
    echo "$TESTS_PASSED passed, $TESTS_FAILED failed"
    ((TESTS_FAILED == 0 && TESTS_PASSED > 0))
}
