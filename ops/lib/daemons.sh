# shellcheck shell=bash
# keyrack-central and one keyrack-property for each hotel.

central_port() {
    echo "$KEYRACK_PORT"
}

property_port() {
    echo $((KEYRACK_PORT + $(hotel_number "${1#property-}")))
}

# Where the devices of a hotel connect.
device_port() {
    echo $((KEYRACK_PORT + 40 + $(hotel_number "${1#property-}")))
}

central_address() {
    echo "http://127.0.0.1:$(central_port "$1")"
}

property_address() {
    echo "http://127.0.0.1:$(property_port "$1")"
}

# What both kinds of daemon are told: PART BUS_USER.
daemon_configuration() {
    cat <<YAML
listen_address: 127.0.0.1
bus_url: $(nats_url)
bus_user: $2
bus_password_file: $(secret_path "nats_$2")
directory_uri: $(slapd_uri)
directory_base: "$DIRECTORY_BASE"
chain: $CHAIN_FILE
token_key_file: $(secret_path token_key)
log_level: ${KEYRACK_LOG_LEVEL:-info}
YAML
}

# central_configuration ROLE SECRET
central_configuration() {
    daemon_configuration central centre
    cat <<YAML
listen_port: $(central_port central)
database: "$(postgres_conninfo "$1")"
database_password_file: $(secret_path "$2")
console: $ROOT/build/web/central
schema_folder: $ROOT/schemas/central
clients_file: $(secret_path clients.yaml)
blind_index_key_file: $(secret_path blind_index_key)
workers: 4
YAML
}

# Hotels whose store is a database of the PostgreSQL server instead of a file: both are to be seen and tried.
POSTGRES_HOTELS=${KEYRACK_POSTGRES_HOTELS-TYO}

postgres_hotels() {
    local hotel
    for hotel in $(hotel_codes); do
        if [[ " $POSTGRES_HOTELS " == *" $hotel "* ]]; then
            echo "$hotel"
        fi
    done
}

property_store() {
    if [[ " $POSTGRES_HOTELS " == *" $1 "* ]]; then
        echo "store: \"Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=$POSTGRES_PORT;Database=hotel_${1,,};Username=keyrack_hotel\""
        echo "store_password_file: $(secret_path database_hotel)"
    else
        echo "store: \"Driver=SQLite3;Database=$KEYRACK_RUN/data/property-$1.sqlite;JournalMode=WAL;SyncPragma=FULL;FKSupport=1;Timeout=5000\""
    fi
}

property_configuration() {
    daemon_configuration "property-$1" "$1"
    property_store "$1"
    cat <<YAML
hotel: $1
listen_port: $(property_port "property-$1")
console: $ROOT/build/web/property
schema_folder: $ROOT/schemas/property
known_faults: $ROOT/schemas/chain/starter/known_faults.yaml
starter_plans: $ROOT/schemas/chain/starter/starter_plans.yaml
devices: $ROOT/schemas/devices/demo.yaml
device_port: $(device_port "property-$1")
YAML
}

daemons_configure() {
    local hotel
    central_configuration keyrack_central database_central | write_file "$KEYRACK_RUN/etc/central.yaml"
    # The migrations run as the owner of the tables, the daemon does not.
    central_configuration keyrack_owner database_owner | write_file "$KEYRACK_RUN/etc/central-owner.yaml"
    for hotel in $(hotel_codes); do
        property_configuration "$hotel" | write_file "$KEYRACK_RUN/etc/property-$hotel.yaml"
    done
}

programs_must_exist() {
    local program
    for program in keyrack keyrack-central keyrack-property; do
        [[ -x $KEYRACK_PROGRAMS/$program ]] ||
            fail "the program $KEYRACK_PROGRAMS/$program is missing" "run ops/up without --no-build"
    done
}

# Everything a daemon reads when it starts: PART central|property.
daemon_stamp() {
    local inputs
    mapfile -t inputs < <(find "$ROOT/schemas/chain" "$ROOT/schemas/devices" "$ROOT/schemas/$2" "$ROOT/build/web/$2" -type f | sort)
    part_stamp "$KEYRACK_PROGRAMS/keyrack-$2" "$KEYRACK_RUN/etc/$1.yaml" "$(secret_path token_key)" "${inputs[@]}"
}

central_stamp() {
    daemon_stamp central central
}

property_stamp() {
    daemon_stamp "$1" property
}

central_start() {
    part_spawn central "$(central_stamp)" "$KEYRACK_PROGRAMS/keyrack-central" --config "$KEYRACK_RUN/etc/central.yaml"
}

property_start() {
    part_spawn "$1" "$(property_stamp "$1")" "$KEYRACK_PROGRAMS/keyrack-property" --config "$KEYRACK_RUN/etc/$1.yaml"
}

http_get() {
    curl --silent --fail --max-time 5 "$1" 2>/dev/null
}

# json_field JSON NAME: a number, true, false or a string of a flat object.
json_field() {
    local pattern="\"$2\"[[:space:]]*:[[:space:]]*(\"([^\"]*)\"|[-0-9.]+|true|false)"
    [[ $1 =~ $pattern ]] || return 1
    echo "${BASH_REMATCH[2]:-${BASH_REMATCH[1]}}"
}

central_healthy() {
    http_get "$(central_address central)/readyz" >/dev/null
}

property_healthy() {
    http_get "$(property_address "$1")/readyz" >/dev/null
}

# property_wait_connected PART SECONDS: a hotel works without the centre, but after ops/up it should have found it.
property_wait_connected() {
    local deadline=$((SECONDS + $2))
    until [[ $(json_field "$(http_get "$(property_address "$1")/v1/status")" connected) == true ]]; do
        ((SECONDS < deadline)) ||
            fail "$1 does not reach the data centre after $2 s" "its log is $KEYRACK_RUN/log/$1.log"
        sleep 0.2
    done
}

# ---- databases ----

migrate_stopped() {
    local part config
    for part in "$@"; do
        config=$part
        [[ $part == central ]] && config=central-owner
        echo "$part"
        as_part "$KEYRACK_PROGRAMS/keyrack" migrate --config "$KEYRACK_RUN/etc/$config.yaml" || return
    done
}

# A daemon's store is brought up to date while that daemon is stopped: a migration must not run under a program that
# does not know it, and a hotel's file has one user at a time. Daemons that are current are left alone.
migrate_all() {
    local part parts=()
    for part in central $(hotel_codes | sed 's/^/property-/'); do
        part_is_current "$part" && continue
        part_stop "$part"
        parts+=("$part")
    done
    ((${#parts[@]} == 0)) || step 'bringing databases up to date' migrate_stopped "${parts[@]}"
}

# ---- demonstration ----

seed_demonstration() {
    [[ -e $KEYRACK_RUN/data/seeded ]] && return 0
    step 'seeding demonstration bookings' as_part "$KEYRACK_PROGRAMS/keyrack" seed --run "$KEYRACK_RUN"
    : >"$KEYRACK_RUN/data/seeded"
}
