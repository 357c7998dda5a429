#include "sync/simulation/simulation.h"

/* Commands that need more than ops. */
static const CliCommand COMMANDS[] = {
    {"simulate", "run the chain on a virtual clock under faults, and check every promise", cli_simulate},
};

int main(int argc, char **argv)
{
    return cli_main(argc, argv, COMMANDS, G_N_ELEMENTS(COMMANDS));
}
