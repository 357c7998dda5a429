# shellcheck shell=bash
# Builds what is not up to date. Functions that run as a step or an attempt return at the first failure by themselves:
# bash forgets `set -e` where the caller asks for the outcome.

# build_preset PRESET TARGET…
build_preset() {
    local preset=$1
    shift
    cd "$ROOT" || return
    if [[ ! -e build/$preset/build.ninja ]]; then
        cmake --preset "$preset" || return
    fi
    NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" --target "$@"
}

# Changes when any source of the consoles does.
consoles_inputs_hash() {
    find "$ROOT/ops/web" "$ROOT/central/console" "$ROOT/property/console" \
        -name node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-64
}

# npm wants its packages beside the sources. So that nothing is made outside build/, the consoles are built from a copy
# of their sources in there, which keeps the packages from one build to the next.
WEB_TREE=$ROOT/build/web-tree

consoles_copy() {
    mkdir -p "$WEB_TREE/ops/web" || return
    rm -rf "$WEB_TREE/central" "$WEB_TREE/property"
    find "$WEB_TREE/ops/web" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} + || return
    tar -C "$ROOT" --exclude=node_modules -cf - ops/web central/console property/console | tar -C "$WEB_TREE" -xf -
}

consoles_install() {
    local lock
    lock=$(sha256sum <"$ROOT/ops/web/package-lock.json")
    [[ $(cat "$WEB_TREE/ops/web/node_modules/.keyrack-lock" 2>/dev/null) == "$lock" ]] && return 0
    (cd "$WEB_TREE/ops/web" && npm ci --no-audit --no-fund) || return
    echo "$lock" >"$WEB_TREE/ops/web/node_modules/.keyrack-lock"
}

consoles_build() {
    local missing hash
    mapfile -t missing < <(packages_missing web)
    ((${#missing[@]} == 0)) || packages_install "${missing[@]}" || return
    hash=$(consoles_inputs_hash)
    consoles_copy || return
    consoles_install || return
    (cd "$WEB_TREE/ops/web" && npm run build) || return
    rm -rf "$ROOT/build/web/central" "$ROOT/build/web/property"
    mv "$WEB_TREE/build/web/central" "$WEB_TREE/build/web/property" "$ROOT/build/web/" || return
    echo "$hash" >"$ROOT/build/web/.inputs"
}

consoles_are_current() {
    [[ -e $ROOT/build/web/central/index.html && -e $ROOT/build/web/property/index.html &&
        $(cat "$ROOT/build/web/.inputs" 2>/dev/null) == "$(consoles_inputs_hash)" ]]
}

# Programs and consoles side by side: one wants a compiler, the other waits for packages and the network.
build_all() {
    local missing
    mkdir -p "$ROOT/build/web"
    if consoles_are_current; then
        step 'building the programs' build_preset release keyrack-central keyrack-property keyrack
        return
    fi
    mapfile -t missing < <(packages_missing web)
    ((${#missing[@]} == 0)) || packages_may_install "${missing[@]}"
    step_begin 'building the consoles' consoles_build
    step 'building the programs' build_preset release keyrack-central keyrack-property keyrack
    step_end 'building the consoles'
}
