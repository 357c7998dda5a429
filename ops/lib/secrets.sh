# shellcheck shell=bash
# Random secrets of this installation, each in its own file under $KEYRACK_RUN/secrets, mode 0600.

# Prints BYTES random bytes as letters, digits, '-' and '_'.
random_text() {
    head -c "$1" /dev/urandom | base64 --wrap=0 | tr '+/' '-_' | tr -d '='
}

secret_path() {
    echo "$KEYRACK_RUN/secrets/$1"
}

secret() {
    cat "$(secret_path "$1")"
}

# secret_make NAME: keeps the one that exists.
secret_make() {
    local path
    path=$(secret_path "$1")
    [[ -s $path ]] || random_text 32 | write_file "$path"
}

# The channels' OAuth clients as the centre reads them.
secrets_clients_yaml() {
    cat <<YAML
# OAuth 2 clients of this installation: who may ask the centre for a token, with which scopes.
- id: replay
  secret: $(random_text 32)
  scopes: [notifications, reservations, read, operator]
- id: website
  secret: $(random_text 32)
  scopes: [reservations, read]
YAML
}

secrets_make() {
    local name hotel
    for name in database_admin database_owner database_central database_hotel nats_centre token_key blind_index_key directory_admin; do
        secret_make "$name"
    done
    for hotel in $(hotel_codes); do
        secret_make "nats_$hotel"
    done
    [[ -s $(secret_path clients.yaml) ]] || secrets_clients_yaml | write_file "$(secret_path clients.yaml)"
    [[ -s $(secret_path staff.txt) ]] || staff_list | staff_with_passwords | write_file "$(secret_path staff.txt)"
}

# ---- staff ----

# One line a person: uid, groups separated by commas, name. What they are called is what they do.
staff_list() {
    local hotel low number
    for hotel in $(hotel_codes); do
        low=${hotel,,}
        for number in 1 2 3; do
            printf '%s\t%s\t%s\n' "$low-desk$number" "HTL-$hotel-frontdesk" "Front Desk $number ($hotel)"
        done
        printf '%s\t%s\t%s\n' "$low-manager" "HTL-$hotel-manager,HTL-$hotel-frontdesk" "Duty Manager ($hotel)"
        printf '%s\t%s\t%s\n' "$low-housekeeping1" "HTL-$hotel-housekeeping" "Housekeeping 1 ($hotel)"
        for number in 1 2; do
            printf '%s\t%s\t%s\n' "$low-maintenance$number" "HTL-$hotel-maintenance" "Maintenance $number ($hotel)"
        done
        printf '%s\t%s\t%s\n' "$low-trainer" "HTL-$hotel-trainer,HTL-$hotel-frontdesk,HTL-$hotel-manager" \
            "Trainer ($hotel)"
    done
    for number in 1 2 3 4; do
        printf '%s\t%s\t%s\n' "crs-agent$number" CRS-agent "Reservation Agent $number"
    done
    printf '%s\t%s\t%s\n' crs-manager CRS-manager,CRS-agent 'Reservation Centre Manager'
    printf '%s\t%s\t%s\n' revenue1 CHAIN-revenue 'Chain Revenue 1'
    printf '%s\t%s\t%s\n' trainer1 CHAIN-trainer,CRS-agent 'Chain Trainer 1'
}

staff_with_passwords() {
    local uid groups name
    echo '# uid, password, groups, name; separated by tabs'
    while IFS=$'\t' read -r uid groups name; do
        printf '%s\t%s\t%s\t%s\n' "$uid" "$(random_text 12)" "$groups" "$name"
    done
}

# staff_password UID
staff_password() {
    awk -F '\t' -v uid="$1" '$1 == uid { print $2 }' "$(secret_path staff.txt)"
}
