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

consoles_install() {
    local lock
    lock=$(sha256sum <"$ROOT/ops/web/package-lock.json")
    [[ $(cat "$ROOT/ops/web/node_modules/.keyrack-lock" 2>/dev/null) == "$lock" ]] && return 0
    (cd "$ROOT/ops/web" && npm ci --no-audit --no-fund) || return
    echo "$lock" >"$ROOT/ops/web/node_modules/.keyrack-lock"
}

consoles_build() {
    local missing hash
    mapfile -t missing < <(packages_missing web)
    ((${#missing[@]} == 0)) || packages_install "${missing[@]}" || return
    consoles_install || return
    hash=$(consoles_inputs_hash)
    (cd "$ROOT/ops/web" && npm run build) || return
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
