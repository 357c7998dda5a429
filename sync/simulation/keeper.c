#include "sync/simulation/centre.h"

/* Grants rooms to hotels whose line is alive, takes them back from silent ones, ends holds. */

#define ROUND (20 * SECOND)
#define DATABASE_DELAY (5 * MILLISECOND)

int64_t instance_now_us(const Instance *instance)
{
    return node_boot_us(instance->world, instance->node);
}

static void submit(Instance *instance, CommandKind kind, int hotel, int64_t number)
{
    Command command = {.kind = kind, .hotel = hotel};
    if (kind == COMMAND_EXPIRE_HOLD)
        command.hold = number;
    else
        command.renewal = number;
    lane_submit(instance, job_new(&command, NULL));
}

static bool grant_is_due(const Instance *instance, int hotel)
{
    const Copy *copy = instance->copies[hotel];
    for (int i = 0; i < TYPES * copy->nights; i++)
        if (allotment_grant(&instance->world->settings.policy, &copy->cells[i], copy->business_date) > 0)
            return true;
    return false;
}

static bool anything_granted(const Instance *instance, int hotel)
{
    const Copy *copy = instance->copies[hotel];
    for (int i = 0; i < TYPES * copy->nights; i++)
        if (copy->cells[i].granted > 0)
            return true;
    return false;
}

static void look_at_hotel(Instance *instance, int hotel)
{
    const Settings *settings = &instance->world->settings;
    const LeaseWatch *watch = &instance->watches[hotel];
    bool skip_margin = world_mutant(instance->world, MUTANT_SKIP_MARGIN);
    int64_t silent_us = instance_now_us(instance) - watch->seen_us;
    bool over = lease_watch_is_over(watch, settings->lease_ms, skip_margin ? 0 : settings->margin_ms,
                                    instance_now_us(instance));
    if (over && anything_granted(instance, hotel))
        submit(instance, COMMAND_TAKE_BACK, hotel, watch->renewal);
    else if (watch->seen_us != 0 && silent_us < 3 * settings->renew_every_us && grant_is_due(instance, hotel))
        submit(instance, COMMAND_GRANT, hotel, 0);
}

static void end_holds(Instance *instance)
{
    const Database *database = instance->world->database;
    for (guint i = 0; i < database->holds->len; i++) {
        const Hold *hold = database->holds->pdata[i];
        if (hold->ends_us <= instance->world->now_us)
            submit(instance, COMMAND_EXPIRE_HOLD, hold->claim.hotel, hold->number);
    }
}

/* What the database knows of renewals arrives after the decision of this round: an instance that was stopped
 * for a while decides on what it knew before. */
static void on_positions(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Instance *instance = world->instances[node];
    if (world->database->down)
        return;
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        const HotelRow *row = &world->database->hotels[hotel];
        lease_watch_note(&instance->watches[hotel], row->renewal, instance_now_us(instance));
        if (instance->copies[hotel]->reached < row->feed_version &&
            !world_mutant(world, MUTANT_RELAY_FORGETS))
            reader_want_list(instance->readers[hotel]);
    }
    end_holds(instance);
}

static void on_round(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Instance *instance = world->instances[node];
    for (int hotel = 0; hotel < HOTELS; hotel++)
        look_at_hotel(instance, hotel);
    world_after(world, DATABASE_DELAY, "positions", node, on_positions, 0, NULL);
    world_after(world, ROUND, "round", node, on_round, 0, NULL);
}

void keeper_start(Instance *instance)
{
    world_after(instance->world, world_draw(instance->world, ROUND), "round", instance->node, on_round, 0,
                NULL);
}
