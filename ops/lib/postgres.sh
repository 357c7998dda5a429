# shellcheck shell=bash
# The private PostgreSQL cluster: the chain's memory.

POSTGRES_BIN=/usr/lib/postgresql/15/bin

postgres_data() {
    echo "$KEYRACK_RUN/data/postgres"
}

postgres_port() {
    echo "$POSTGRES_PORT"
}

# A socket's path holds 107 bytes; in a deeper folder only TCP is offered.
postgres_socket_folder() {
    local folder=$KEYRACK_RUN/socket
    ((${#folder} + 16 <= 107)) && echo "$folder"
}

postgres_host() {
    postgres_socket_folder || echo 127.0.0.1
}

postgres_address() {
    echo "127.0.0.1:$POSTGRES_PORT"
}

# conninfo of ROLE without password.
postgres_conninfo() {
    echo "host=$(postgres_host) port=$POSTGRES_PORT dbname=keyrack user=$1"
}

# postgres_query ROLE SECRET DATABASE: SQL on standard input.
postgres_query() {
    PGPASSWORD=$(secret "$2") PGCONNECT_TIMEOUT=5 PGOPTIONS='--client-min-messages=warning' psql \
        --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
        --host "$(postgres_host)" --port "$POSTGRES_PORT" --username "$1" --dbname "$3"
}

# Codes and numbers are compared by their bytes: the order is that of C.UTF-8, and building and searching indexes takes
# half the time that strcoll() makes of it.
postgres_initdb() {
    as_part "$POSTGRES_BIN/initdb" --pgdata "$(postgres_data)" --username keyrack_admin \
        --pwfile "$(secret_path database_admin)" --auth scram-sha-256 --data-checksums --encoding UTF8 \
        --locale C.UTF-8 --lc-collate C --no-instructions
}

postgres_init() {
    [[ -e $(postgres_data)/PG_VERSION ]] && return 0
    rm -rf "$(postgres_data)"
    step 'making the PostgreSQL cluster' postgres_initdb
}

# Settings for a machine of two cores that does other work too. What was acknowledged is on disk: fsync and
# synchronous_commit stay on. Parameters and details of errors are guests' names: they stay out of the log.
postgres_configuration() {
    cat <<CONF
listen_addresses = '127.0.0.1'
port = $POSTGRES_PORT
unix_socket_directories = '$(postgres_socket_folder || true)'
unix_socket_permissions = 0777
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_parallel_workers_per_gather = 0
jit = off
random_page_cost = 1.1
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = logical
max_wal_senders = 16
wal_sender_timeout = 3s
max_replication_slots = 16
max_slot_wal_keep_size = 4GB
max_wal_size = 2GB
checkpoint_timeout = 15min
idle_in_transaction_session_timeout = 60s
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d %a '
log_min_duration_statement = 500ms
log_lock_waits = on
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
CONF
}

postgres_access() {
    cat <<'CONF'
# type  database     user               address        method
local   all          all                               scram-sha-256
host    all          all                127.0.0.1/32   scram-sha-256
local   replication  keyrack_central                   scram-sha-256
host    replication  keyrack_central    127.0.0.1/32   scram-sha-256
CONF
}

postgres_configure() {
    postgres_configuration | write_file "$KEYRACK_RUN/etc/postgresql.conf"
    postgres_access | write_file "$KEYRACK_RUN/etc/pg_hba.conf"
}

postgres_stamp() {
    part_stamp "$POSTGRES_BIN/postgres" "$KEYRACK_RUN/etc/postgresql.conf" "$KEYRACK_RUN/etc/pg_hba.conf"
}

# True while a process works inside the data folder.
postgres_data_used() {
    [[ -n $(find /proc -maxdepth 2 -name cwd -lname "$(postgres_data)" 2>/dev/null) ]]
}

# After a kill the backends need a moment to notice that their parent is gone; until then a new server refuses the data
# folder. It would refuse for ever where nobody collects dead children, so a lock left by a dead server is removed, but
# only when no process is left in the folder.
postgres_orphans_wait() {
    local tenths=150
    while postgres_data_used && ((tenths-- > 0)); do
        sleep 0.1
    done
    postgres_data_used || rm -f "$(postgres_data)/postmaster.pid"
}

postgres_start() {
    postgres_orphans_wait
    rm -f "$KEYRACK_RUN"/socket/.s.PGSQL.*
    part_spawn postgres "$(postgres_stamp)" "$POSTGRES_BIN/postgres" -D "$(postgres_data)" \
        -c "config_file=$KEYRACK_RUN/etc/postgresql.conf" -c "hba_file=$KEYRACK_RUN/etc/pg_hba.conf"
}

postgres_healthy() {
    [[ $(postgres_query keyrack_admin database_admin postgres <<<'SELECT 1' 2>/dev/null) == 1 ]]
}

# keyrack_owner makes and changes tables, keyrack_central only uses them. Passwords go through psql's variables, so
# that they show in no process list.
postgres_roles() {
    postgres_query keyrack_admin database_admin postgres <<SQL
\\set owner_password \`cat '$(secret_path database_owner)'\`
\\set central_password \`cat '$(secret_path database_central)'\`
\\set hotel_password \`cat '$(secret_path database_hotel)'\`
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SELECT 'CREATE ROLE keyrack_owner LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keyrack_owner') \\gexec
SELECT 'CREATE ROLE keyrack_central LOGIN REPLICATION'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keyrack_central') \\gexec
SELECT 'CREATE ROLE keyrack_hotel LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keyrack_hotel') \\gexec
ALTER ROLE keyrack_owner PASSWORD :'owner_password';
ALTER ROLE keyrack_central PASSWORD :'central_password';
ALTER ROLE keyrack_hotel PASSWORD :'hotel_password';
SELECT 'CREATE DATABASE keyrack OWNER keyrack_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'keyrack') \\gexec
REVOKE ALL ON DATABASE keyrack FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE keyrack TO keyrack_central;
SQL
    postgres_query keyrack_admin database_admin keyrack <<'SQL'
ALTER SCHEMA public OWNER TO keyrack_owner;
GRANT USAGE ON SCHEMA public TO keyrack_central;
ALTER DEFAULT PRIVILEGES FOR ROLE keyrack_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keyrack_central;
ALTER DEFAULT PRIVILEGES FOR ROLE keyrack_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO keyrack_central;
ALTER DEFAULT PRIVILEGES FOR ROLE keyrack_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO keyrack_central;
SQL
}

# One database a hotel that has its store here.
postgres_hotel_stores() {
    local hotel
    for hotel in $(postgres_hotels); do
        postgres_query keyrack_admin database_admin postgres <<SQL
SELECT 'CREATE DATABASE hotel_${hotel,,} OWNER keyrack_hotel'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'hotel_${hotel,,}') \\gexec
REVOKE ALL ON DATABASE hotel_${hotel,,} FROM PUBLIC;
SQL
    done
}

# What was prepared, so that it is done again when a hotel moves here.
postgres_prepare() {
    local wanted
    wanted="roles 2, stores $(postgres_hotels | tr '\n' ' ')"
    [[ $(cat "$(postgres_data)/keyrack-roles" 2>/dev/null) == "$wanted" ]] && return 0
    postgres_roles
    postgres_hotel_stores
    echo "$wanted" >"$(postgres_data)/keyrack-roles"
}
