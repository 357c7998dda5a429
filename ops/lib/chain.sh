# shellcheck shell=bash
# What the scripts need to know of the chain: the hotels' codes in the order of the chain file.

CHAIN_FILE=${KEYRACK_CHAIN:-$ROOT/schemas/chain/demo.yaml}

# The chain file lists one file a hotel under `hotels:`; each of those has its `code:` at the margin. The daemons check
# all of it properly; here only the codes are wanted, before anything is built.
chain_hotel_files() {
    awk '/^hotels:/ { inside = 1; next } /^[^ #-]/ { inside = 0 } inside && /^ *- / { sub(/^ *- */, ""); gsub(/["\047]|[ \t]*#.*$/, ""); print }' \
        "$CHAIN_FILE"
}

HOTEL_CODES=''

hotel_codes_read() {
    local file
    [[ -r $CHAIN_FILE ]] || fail "the chain file $CHAIN_FILE is missing" 'is the clone complete?'
    # Of a large chain only some hotels run on this machine.
    HOTEL_CODES=$(tr ' ' '\n' <<<"${KEYRACK_HOTELS:-}")
    [[ -z $HOTEL_CODES ]] || return 0
    HOTEL_CODES=$(chain_hotel_files | while read -r file; do
        awk '/^code:/ { gsub(/["\047]/, "", $2); print $2; exit }' "$(dirname "$CHAIN_FILE")/$file"
    done)
    [[ -n $HOTEL_CODES ]] || fail "no hotels are listed in $CHAIN_FILE"
}

hotel_codes() {
    echo "$HOTEL_CODES"
}

# hotel_number CODE: 1 for the first hotel of the chain file.
hotel_number() {
    hotel_codes | grep -nxF -- "$1" | cut -d : -f 1
}

hotel_codes_read
