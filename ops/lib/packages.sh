# shellcheck shell=bash
# Installs Debian packages that are missing, and nothing else: no service of the system is started or changed.

# packages_missing KIND…: names from ops/packages.txt of these kinds that are not here.
packages_missing() {
    local package kind proof
    while read -r package kind proof _; do
        [[ -z $package || $package == '#'* ]] && continue
        [[ " $* " == *" $kind "* ]] || continue
        if [[ -n $proof ]]; then
            command -v "$proof" >/dev/null && continue
        elif dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
            continue
        fi
        echo "$package"
    done <"$ROOT/ops/packages.txt"
}

packages_as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo --non-interactive "$@"
    fi
}

# Runs as root in a child shell. The installed servers must neither start now nor at the next boot, and PostgreSQL's
# package must not make a cluster of its own: Keyrack runs private instances under its run folder.
packages_install_quietly() {
    export DEBIAN_FRONTEND=noninteractive
    local service services=()
    # The trap runs after the function has ended, so these are not local.
    policy=/usr/sbin/policy-rc.d made_policy=''
    cluster=/etc/postgresql-common/createcluster.conf kept_cluster=''
    trap '[[ -z $made_policy ]] || rm -f "$policy"; [[ -z $kept_cluster ]] || mv -f "$kept_cluster" "$cluster"' EXIT

    for service in postgresql nats-server slapd nginx; do
        [[ -e /etc/init.d/$service || -e /lib/systemd/system/$service.service ]] || services+=("$service")
    done
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 0755 "$policy"
        made_policy=yes
    fi
    apt-get update
    if [[ " $* " == *' postgresql-15 '* ]]; then
        apt-get install --yes --no-install-recommends postgresql-common
        kept_cluster=$cluster.keyrack
        cp -p "$cluster" "$kept_cluster"
        sed -i 's/^#*[[:space:]]*create_main_cluster.*/create_main_cluster = false/' "$cluster"
    fi
    if [[ " $* " == *' slapd '* ]] && command -v debconf-set-selections >/dev/null; then
        echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections
    fi
    apt-get install --yes --no-install-recommends "$@"
    for service in "${services[@]}"; do
        update-rc.d "$service" disable 2>/dev/null || true
        ! command -v systemctl >/dev/null || systemctl disable --quiet "$service" 2>/dev/null || true
    done
}

# packages_install PACKAGE…: prints what it does.
packages_install() {
    packages_as_root bash -c "set -euo pipefail; $(declare -f packages_install_quietly); packages_install_quietly \"\$@\"" \
        packages "$@"
}

# Asks for the password now if sudo wants one: inside a step nobody would see the question.
packages_sudo_works() {
    if [[ -t 0 ]]; then sudo --validate; else sudo --non-interactive true 2>/dev/null; fi
}

# Fails with what to do unless we may install what is missing.
packages_may_install() {
    command -v apt-get >/dev/null ||
        fail "these packages are missing: $*" "install them with your system's package manager"
    ((EUID == 0)) || packages_sudo_works ||
        fail "these packages are missing: $*" "run: sudo apt-get install --no-install-recommends $*"
}

# packages_ensure KIND…
packages_ensure() {
    local missing
    mapfile -t missing < <(packages_missing "$@")
    ((${#missing[@]} > 0)) || return 0
    packages_may_install "${missing[@]}"
    step "installing ${#missing[@]} packages" packages_install "${missing[@]}"
}
