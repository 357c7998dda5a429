# shellcheck shell=bash
# nats-server: moves messages between centre and hotels, remembers nothing.

nats_port() {
    echo "$NATS_PORT"
}

nats_address() {
    echo "127.0.0.1:$NATS_PORT"
}

nats_url() {
    echo "nats://127.0.0.1:$NATS_PORT"
}

# A hotel may speak of itself, hear its own feed, get answers to its own questions and answer the centre's; nothing
# else.
nats_hotel_user() {
    cat <<CONF
      {
        user: "$1", password: "$(secret "nats_$1")"
        permissions: {
          publish: { allow: ["keyrack.hotel.$1.>"] }
          subscribe: { allow: ["keyrack.feed.$1", "keyrack.property.$1.>", "_INBOX.$1.>"] }
          allow_responses: { max: 1, expires: "1m" }
        }
      }
CONF
}

nats_configuration() {
    local hotel
    cat <<CONF
listen: "127.0.0.1:$NATS_PORT"
server_name: "keyrack-$NATS_PORT"
max_payload: 8MB
ping_interval: "10s"
ping_max: 2
write_deadline: "5s"
accounts: {
  KEYRACK: {
    users: [
      {
        user: "centre", password: "$(secret nats_centre)"
        permissions: {
          publish: { allow: ["keyrack.>"] }
          subscribe: { allow: ["keyrack.>", "_INBOX.centre.>"] }
          allow_responses: { max: 1, expires: "1m" }
        }
      }
CONF
    for hotel in $(hotel_codes); do
        nats_hotel_user "$hotel"
    done
    cat <<'CONF'
    ]
  }
}
CONF
}

nats_configure() {
    nats_configuration | write_file "$KEYRACK_RUN/etc/nats.conf"
}

nats_stamp() {
    part_stamp "$(command -v nats-server)" "$KEYRACK_RUN/etc/nats.conf"
}

nats_start() {
    part_spawn nats "$(nats_stamp)" "$(command -v nats-server)" --config "$KEYRACK_RUN/etc/nats.conf"
}

# Logs in and waits for the answer to a ping.
nats_healthy() {
    local line
    {
        exec 8<>"/dev/tcp/127.0.0.1/$NATS_PORT" || return 1
    } 2>/dev/null
    printf 'CONNECT {"verbose":false,"user":"centre","pass":"%s","protocol":1}\r\nPING\r\n' "$(secret nats_centre)" >&8
    while read -r -t 2 -u 8 line; do
        [[ $line == INFO* ]] && continue
        exec 8>&-
        [[ $line == PONG* ]]
        return
    done
    exec 8>&-
    return 1
}
