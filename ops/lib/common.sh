# shellcheck shell=bash
# What every script under ops/ shares: where things are, how progress is shown, who the parts run as.

# Some of the variables are used only by the other files.
# shellcheck disable=SC2034

set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
STARTED_AT=${EPOCHREALTIME/[.,]/}

mkdir -p "${KEYRACK_RUN:=$ROOT/.run}"
KEYRACK_RUN=$(cd "$KEYRACK_RUN" && pwd -P)
if [[ -z ${KEYRACK_PORT:-} && -r $KEYRACK_RUN/port ]]; then
    KEYRACK_PORT=$(<"$KEYRACK_RUN/port")
fi
: "${KEYRACK_PORT:=7400}"
# Folder of the daemons and the keyrack program; a test may choose another build of them.
: "${KEYRACK_PROGRAMS:=$ROOT/build/release}"
: "${KEYRACK_USER:=keyrack}"
export KEYRACK_RUN KEYRACK_PORT KEYRACK_PROGRAMS KEYRACK_USER

POSTGRES_PORT=$((KEYRACK_PORT + 20))
NATS_PORT=$((KEYRACK_PORT + 21))
SLAPD_PORT=$((KEYRACK_PORT + 22))
DIRECTORY_BASE='dc=keyrack,dc=example'

# ---- progress ----

# Seconds since the script began, as " 12.3".
elapsed() {
    local now=${EPOCHREALTIME/[.,]/}
    local tenths=$(((now - STARTED_AT) / 100000))
    printf '%4d.%d' $((tenths / 10)) $((tenths % 10))
}

say() {
    printf '[%s s] %s\n' "$(elapsed)" "$*"
}

warn() {
    printf '[%s s] warning: %s\n' "$(elapsed)" "$*" >&2
}

# fail MESSAGE [REMEDY…]: every further argument is a line of its own.
fail() {
    printf '[%s s] failed: %s\n' "$(elapsed)" "$1" >&2
    shift
    local line
    for line in "$@"; do
        printf '           %s\n' "$line" >&2
    done
    exit 1
}

# The last line a long step has written, without control characters, for the progress display.
last_line() {
    local line
    line=$(tail -c 400 "$1" 2>/dev/null | tr '\r' '\n' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' | grep -v '^[[:space:]]*$' |
        tail -n 1 | cut -c 1-88) || true
    echo "${line:-working}"
}

# A step is a command that may take long. It runs in a subshell with its output in a log (so it cannot set variables of
# the caller), shows that it is still working, and on failure the end of that log. Two steps may run side by side:
# step_begin both, then step_end each.
declare -A STEP_PID STEP_BEGAN

step_log() {
    echo "$KEYRACK_RUN/log/step-$(tr -c 'a-z0-9\n' '-' <<<"${1,,}" | cut -c 1-40).log"
}

# step_begin TITLE COMMAND…
step_begin() {
    local title=$1
    shift
    say "$title …"
    STEP_BEGAN[$title]=$SECONDS
    ("$@") >"$(step_log "$title")" 2>&1 </dev/null &
    STEP_PID[$title]=$!
}

# Shows what the step writes until it ends.
step_watch() {
    local title=$1 log=$2 ticks=0
    while kill -0 "${STEP_PID[$title]}" 2>/dev/null; do
        sleep 0.2
        ticks=$((ticks + 1))
        if [[ -t 1 ]]; then
            printf '\r\033[K[%s s]   %s\r' "$(elapsed)" "$(last_line "$log")"
        elif ((ticks % 50 == 0)); then
            say "  $title: $(last_line "$log")"
        fi
    done
    [[ ! -t 1 ]] || printf '\033[K'
}

# step_end TITLE: waits for a step that was begun.
step_end() {
    local title=$1 log status=0
    log=$(step_log "$title")
    step_watch "$title" "$log"
    wait "${STEP_PID[$title]}" || status=$?
    if ((status != 0)); then
        tail -n 40 "$log" | sed 's/^/    | /' >&2
        fail "$title (exit status $status)" "the whole output is in $log"
    fi
    if ((SECONDS - STEP_BEGAN[$title] >= 2)); then
        say "$title: done in $((SECONDS - STEP_BEGAN[$title])) s"
    fi
}

# step TITLE COMMAND…
step() {
    step_begin "$@"
    step_end "$1"
}

# ---- the unprivileged user ----

# AS_PART is put before every command that must not run as root. A clone may lie where that user cannot go (a home
# folder of root); then the parts keep the one capability to read and traverse, and still cannot write anywhere else.
AS_PART=()

user_create() {
    ((EUID == 0)) || return 0
    if ! getent passwd "$KEYRACK_USER" >/dev/null; then
        say "creating the system user $KEYRACK_USER"
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin \
            "$KEYRACK_USER"
    fi
}

# Really reads: access(2), which test -r asks, does not see the capability.
user_can_reach() {
    "${AS_PART[@]}" cat "$ROOT/ops/lib/common.sh" >/dev/null 2>&1 &&
        "${AS_PART[@]}" ls "$KEYRACK_RUN/." >/dev/null 2>&1
}

user_choose() {
    ((EUID == 0)) || return 0
    getent passwd "$KEYRACK_USER" >/dev/null || return 0
    AS_PART=(setpriv "--reuid=$KEYRACK_USER" "--regid=$KEYRACK_USER" --clear-groups)
    user_can_reach && return 0
    AS_PART+=(--inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
    user_can_reach ||
        fail "the user $KEYRACK_USER cannot reach $ROOT, and this machine does not allow CAP_DAC_READ_SEARCH" \
            "clone into a folder that others may enter, such as /srv or /opt"
}

as_part() {
    "${AS_PART[@]}" "$@"
}

# Gives files or folders of the run folder to the user the parts run as.
own() {
    ((EUID == 0)) || return 0
    chown "$KEYRACK_USER:$KEYRACK_USER" "$@"
}

# ---- the run folder ----

run_folder_make() {
    local folder
    if [[ ! -e $KEYRACK_RUN/.keyrack && -n $(ls -A --ignore=.lock --ignore=test "$KEYRACK_RUN") ]]; then
        fail "$KEYRACK_RUN is not empty and was not made by Keyrack" "choose another folder with KEYRACK_RUN=…"
    fi
    : >"$KEYRACK_RUN/.keyrack"
    for folder in data etc log pid secrets socket; do
        mkdir -p "$KEYRACK_RUN/$folder"
    done
    chmod 0700 "$KEYRACK_RUN/secrets" "$KEYRACK_RUN/etc" "$KEYRACK_RUN/data" "$KEYRACK_RUN/socket"
    own "$KEYRACK_RUN" "$KEYRACK_RUN"/{data,etc,log,pid,secrets,socket}
}

# Removes everything this instance made; another instance below it (the tests') stays if it is running.
run_folder_wipe() {
    local entry
    [[ -e $KEYRACK_RUN/.keyrack ]] || return 0
    for entry in "$KEYRACK_RUN"/*; do
        [[ -e $entry/.keyrack && -n $(ls -A "$entry/pid" 2>/dev/null) ]] && continue
        rm -rf "$entry"
    done
}

# One ops/up, ops/down or ops/part at a time for each run folder. Children must not inherit the lock: see part_spawn.
run_folder_lock() {
    exec 9>"$KEYRACK_RUN/.lock"
    if ! flock --nonblock 9; then
        say "waiting for another ops script that works on $KEYRACK_RUN"
        flock 9
    fi
}

# write_file PATH: standard input becomes the file's content, private to the parts, only if it differs.
write_file() {
    local path=$1 fresh=$1.new
    (umask 077 && cat >"$fresh")
    if cmp -s "$fresh" "$path"; then
        rm -f "$fresh"
    else
        own "$fresh"
        mv -f "$fresh" "$path"
    fi
}
