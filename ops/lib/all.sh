# shellcheck shell=bash
# Everything an ops script may use, in order of dependence.

OPS_LIB=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=common.sh
source "$OPS_LIB/common.sh"
# shellcheck source=chain.sh
source "$OPS_LIB/chain.sh"
# shellcheck source=packages.sh
source "$OPS_LIB/packages.sh"
# shellcheck source=secrets.sh
source "$OPS_LIB/secrets.sh"
# shellcheck source=build.sh
source "$OPS_LIB/build.sh"
# shellcheck source=part.sh
source "$OPS_LIB/part.sh"
# shellcheck source=postgres.sh
source "$OPS_LIB/postgres.sh"
# shellcheck source=nats.sh
source "$OPS_LIB/nats.sh"
# shellcheck source=slapd.sh
source "$OPS_LIB/slapd.sh"
# shellcheck source=daemons.sh
source "$OPS_LIB/daemons.sh"
