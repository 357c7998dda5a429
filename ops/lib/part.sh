# shellcheck shell=bash
# Starting, stopping and watching one part. A part is postgres, nats, slapd, central or property-<HOTEL>; each has the
# functions <kind>_start, <kind>_healthy, <kind>_address in its own file.
#
# pid/<part>.pid holds four lines: pid, the process's start time, the boot it belongs to, and a stamp of program and
# configuration. A pid that was given to another process meanwhile is therefore never signalled.

part_kind() {
    echo "${1%%-*}"
}

part_names() {
    local hotel
    echo postgres
    echo nats
    echo slapd
    echo central
    for hotel in $(hotel_codes); do
        echo "property-$hotel"
    done
}

part_check_name() {
    local names
    names=$(part_names)
    [[ $'\n'$names$'\n' == *$'\n'"$1"$'\n'* ]] || fail "there is no part '$1'" "parts are: ${names//$'\n'/ }"
}

# Field 22 of /proc/PID/stat; the command name in field 2 may hold blanks and brackets, so count from its end. A zombie
# does not count as running.
process_start_time() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -ra fields <<<"${stat##*) }"
    [[ ${fields[0]} != Z ]] || return 1
    echo "${fields[19]}"
}

# Prints the pid of a running part; fails if it does not run.
part_pid() {
    local file=$KEYRACK_RUN/pid/$1.pid lines
    [[ -r $file ]] || return 1
    mapfile -t lines <"$file"
    [[ ${lines[2]:-} == "$(</proc/sys/kernel/random/boot_id)" ]] || return 1
    [[ -n ${lines[1]:-} && ${lines[1]} == "$(process_start_time "${lines[0]}")" ]] || return 1
    echo "${lines[0]}"
}

# part_stamp FILE…: changes when a program or its configuration does. What the scripts write counts by its content,
# everything else, which may be large, by time and size.
part_stamp() {
    local file written=() built=()
    for file in "$@"; do
        if [[ $file == "$KEYRACK_RUN"/* ]]; then written+=("$file"); else built+=("$file"); fi
    done
    {
        ((${#written[@]} == 0)) || sha256sum "${written[@]}"
        ((${#built[@]} == 0)) || stat --dereference --format '%n %Y %s' "${built[@]}"
    } | sha256sum | cut -c 1-16
}

# part_spawn PART STAMP COMMAND…: starts a process of its own session as the unprivileged user.
part_spawn() {
    local part=$1 stamp=$2 pid
    shift 2
    (
        cd "$KEYRACK_RUN" || exit
        exec setsid "${AS_PART[@]}" "$@" >>"$KEYRACK_RUN/log/$part.log" 2>&1 </dev/null 7>&- 9>&-
    ) &
    pid=$!
    printf '%s\n' "$pid" "$(process_start_time "$pid")" "$(</proc/sys/kernel/random/boot_id)" "$stamp" \
        >"$KEYRACK_RUN/pid/$part.pid"
}

part_signal() {
    local pid
    pid=$(part_pid "$1") || return 0
    kill "-$2" "$pid" 2>/dev/null || true
}

# Which signal asks a part to end in good order at once.
part_stop_signal() {
    if [[ $1 == postgres ]]; then echo INT; else echo TERM; fi
}

# part_wait_gone PART TENTHS
part_wait_gone() {
    local tenths=$2
    while part_pid "$1" >/dev/null; do
        ((tenths-- > 0)) || return 1
        sleep 0.1
    done
}

part_stop() {
    part_signal "$1" "$(part_stop_signal "$1")"
    if ! part_wait_gone "$1" 300; then
        warn "$1 did not stop within 30 s; killing it"
        part_kill "$1"
    fi
    rm -f "$KEYRACK_RUN/pid/$1.pid"
}

# parts_stop PART…: all at once.
parts_stop() {
    local part pid
    for part in "$@"; do
        if pid=$(part_pid "$part"); then
            say "stopping $part (pid $pid)"
            part_signal "$part" "$(part_stop_signal "$part")"
        fi
    done
    for part in "$@"; do
        part_stop "$part"
    done
}

# The hotels and the centre first, so that they can take leave of the servers they use.
parts_stop_all() {
    local hotels
    mapfile -t hotels < <(part_names | grep '^property-')
    parts_stop "${hotels[@]}"
    parts_stop central
    parts_stop slapd nats postgres
}

# As a power cut would: no chance to tidy up.
part_kill() {
    part_signal "$1" KILL
    part_wait_gone "$1" 100 || fail "$1 survived SIGKILL"
    rm -f "$KEYRACK_RUN/pid/$1.pid"
}

part_address() {
    "$(part_kind "$1")_address" "$1"
}

part_healthy() {
    part_pid "$1" >/dev/null && "$(part_kind "$1")_healthy" "$1"
}

# True if the part runs with the program and configuration that are there now.
part_is_current() {
    part_pid "$1" >/dev/null &&
        [[ $(sed -n 4p "$KEYRACK_RUN/pid/$1.pid") == "$("$(part_kind "$1")_stamp" "$1")" ]]
}

part_start() {
    local part=$1 kind
    kind=$(part_kind "$part")
    part_is_current "$part" && return 0
    if part_pid "$part" >/dev/null; then
        say "$part: program or configuration changed, restarting"
        part_stop "$part"
    fi
    port_must_be_free "$part" "$("${kind}_port" "$part")"
    "${kind}_start" "$part"
}

# part_wait PART SECONDS: until the part answers as it should.
part_wait() {
    local part=$1 deadline=$((SECONDS + $2))
    until part_healthy "$part"; do
        if ! part_pid "$part" >/dev/null; then
            tail -n 15 "$KEYRACK_RUN/log/$part.log" | cut -c 1-300 | sed 's/^/    | /' >&2
            fail "$part ended by itself" "its log is $KEYRACK_RUN/log/$part.log"
        fi
        if ((SECONDS >= deadline)); then
            tail -n 15 "$KEYRACK_RUN/log/$part.log" | cut -c 1-300 | sed 's/^/    | /' >&2
            fail "$part runs but does not answer as it should at $(part_address "$part") after $2 s" \
                "its log is $KEYRACK_RUN/log/$part.log"
        fi
        sleep 0.1
    done
}

# ---- ports ----

# The process that listens on a TCP port of this machine, as "name (pid N)"; fails if nobody does.
port_holder() {
    local hex inode pid
    hex=$(printf '%04X' "$1")
    inode=$(awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    [[ -n $inode ]] || return 1
    pid=$(find /proc -mindepth 3 -maxdepth 3 -path '/proc/[0-9]*/fd/*' -lname "socket:\[$inode\]" -print -quit \
        2>/dev/null | cut -d / -f 3) || true
    if [[ -n $pid ]]; then
        echo "$(<"/proc/$pid/comm") (pid $pid)"
    else
        echo 'a process of another user'
    fi
}

# port_must_be_free PART PORT
port_must_be_free() {
    local holder
    if holder=$(port_holder "$2"); then
        fail "port $2 of $1 is taken by $holder" \
            "stop it, or choose other ports: KEYRACK_PORT=7500 ops/up uses 7500 to 7522"
    fi
}
