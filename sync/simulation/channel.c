#include "sync/simulation/channel.h"

#include "sync/simulation/checker.h"
#include "sync/simulation/hotel.h"
#include "sync/simulation/line.h"

#define ANSWER_TIMEOUT (4 * SECOND)

enum { ERRANDS_MAX = 20 };

static const ReaderKind WATCHER = {0};

Channel *channel_new(World *world, int index)
{
    Channel *channel = g_new0(Channel, 1);
    channel->world = world;
    channel->node = NODE_CHANNEL + index;
    channel->errands = g_ptr_array_new_with_free_func(g_free);
    channel->answered = g_array_new(FALSE, FALSE, sizeof(Errand));
    channel->own = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        channel->copies[hotel] = copy_new(hotel, world->settings.nights);
        channel->readers[hotel] = reader_new(world, channel->node, hotel, &WATCHER, channel->copies[hotel]);
    }
    return channel;
}

void channel_free(Channel *channel)
{
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        reader_free(channel->readers[hotel]);
        copy_free(channel->copies[hotel]);
    }
    g_ptr_array_unref(channel->errands);
    g_array_unref(channel->answered);
    g_array_unref(channel->own);
    g_free(channel);
}

Reader *channel_reader(World *world, int index, int hotel)
{
    return world->channels[index]->readers[hotel];
}

/* ---- asking */

static void on_timeout(World *world, int node, int64_t argument, Letter *letter);

static void ask(Channel *channel, Errand *errand)
{
    World *world = channel->world;
    Letter *question =
        letter_new(LETTER_COMMAND, channel->node, line_any_instance(world), ++world->next_request);
    question->hotel = errand->command.hotel;
    question->command = errand->command;
    errand->request = question->request;
    world_after(world, ANSWER_TIMEOUT, "timeout", channel->node, on_timeout, errand->request, NULL);
    line_send(world, question);
}

static Errand *errand_find(Channel *channel, int64_t request, guint *ret_index)
{
    for (guint i = 0; i < channel->errands->len; i++) {
        Errand *errand = channel->errands->pdata[i];
        if (errand->request == request) {
            *ret_index = i;
            return errand;
        }
    }
    return NULL;
}

static void on_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Channel *channel = world->channels[node - NODE_CHANNEL];
    guint index;
    Errand *errand = errand_find(channel, argument, &index);
    if (errand)
        ask(channel, errand);
}

static void errand_begin(Channel *channel, const Errand *errand)
{
    Errand *begun = g_memdup2(errand, sizeof *errand);
    g_ptr_array_add(channel->errands, begun);
    ask(channel, begun);
}

static void command_begin(Channel *channel, const Command *command)
{
    Errand errand = {.command = *command};
    if (errand.command.key == 0)
        errand.command.key = ++channel->world->next_request;
    errand_begin(channel, &errand);
}

/* ---- what a website does */

static void draw_nights(Channel *channel, Command *command)
{
    World *world = channel->world;
    Night today = world->hotels[command->hotel]->business_date;
    Night last = FIRST_NIGHT + world->settings.nights - 1;
    command->room_type = (int)world_draw(world, TYPES);
    Night arrival = today + (Night)world_draw(world, 4);
    Night nights = 1 + (Night)world_draw(world, 3);
    command->arrival = MIN(arrival, last);
    command->departure = MIN(command->arrival + nights, last + 1);
}

static void begin_sale(Channel *channel)
{
    Command command = {.hotel = (int)world_draw(channel->world, HOTELS)};
    command.kind = world_chance(channel->world, 300000) ? COMMAND_HOLD : COMMAND_BOOK;
    draw_nights(channel, &command);
    command_begin(channel, &command);
}

static bool is_busy(const Channel *channel, int64_t number)
{
    for (guint i = 0; i < channel->errands->len; i++)
        if (((const Errand *)channel->errands->pdata[i])->command.number == number)
            return true;
    return false;
}

static void begin_change(Channel *channel, CommandKind kind)
{
    if (channel->own->len == 0)
        return;
    int64_t number =
        g_array_index(channel->own, int64_t, (guint)world_draw(channel->world, channel->own->len));
    const Booking *promise = g_hash_table_lookup(channel->world->ledger->promises, &number);
    if (!promise || promise->status != STATUS_RESERVED || is_busy(channel, number))
        return;
    Command command = {.kind = kind, .hotel = promise->hotel, .number = number};
    draw_nights(channel, &command);
    command_begin(channel, &command);
}

static void repeat(Channel *channel)
{
    if (channel->answered->len > 0)
        errand_begin(channel, &g_array_index(channel->answered, Errand,
                                             (guint)world_draw(channel->world, channel->answered->len)));
}

static void on_visitor(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Channel *channel = world->channels[node - NODE_CHANNEL];
    world_after(world, world_about(world, world->settings.command_every_us), "visitor", node, on_visitor, 0,
                NULL);
    if (world->healing || channel->errands->len >= ERRANDS_MAX)
        return;
    int64_t what = world_draw(world, 100);
    if (what < 65)
        begin_sale(channel);
    else if (what < 80)
        begin_change(channel, COMMAND_CANCEL);
    else if (what < 92)
        begin_change(channel, COMMAND_MODIFY);
    else
        repeat(channel);
}

/* ---- answers */

static Booking booking_from(const Command *command, int64_t number)
{
    return (Booking){.number = number,
                     .key = command->key,
                     .hotel = command->hotel,
                     .room_type = command->room_type,
                     .arrival = command->arrival,
                     .departure = command->departure};
}

static void changed(Channel *channel, const Command *command)
{
    const Booking *promise = g_hash_table_lookup(channel->world->ledger->promises, &command->number);
    Booking booking = *promise;
    if (command->kind == COMMAND_CANCEL) {
        booking.status = STATUS_CANCELLED;
    } else {
        booking.room_type = command->room_type;
        booking.arrival = command->arrival;
        booking.departure = command->departure;
    }
    ledger_promise(channel->world, &booking);
    ledger_count(channel->world, COUNT_CHANGED);
}

static void done(Channel *channel, const Command *command, int64_t number)
{
    if (command->kind == COMMAND_HOLD) {
        Command commit = *command;
        commit.kind = COMMAND_COMMIT_HOLD;
        commit.key = 0;
        commit.hold = number;
        command_begin(channel, &commit);
    } else if (command->kind == COMMAND_CANCEL || command->kind == COMMAND_MODIFY) {
        changed(channel, command);
    } else {
        Booking booking = booking_from(command, number);
        ledger_promise(channel->world, &booking);
        ledger_count(channel->world, COUNT_BOOKED);
        g_array_append_val(channel->own, number);
    }
}

static void answered(Channel *channel, Errand *errand, const Answer *answer)
{
    if (errand->before != ANSWER_NONE) {
        ledger_check(channel->world,
                     errand->before == answer->status && errand->number_before == answer->number,
                     "the same key got another answer");
        return;
    }
    errand->before = answer->status;
    errand->number_before = answer->number;
    g_array_append_vals(channel->answered, errand, 1);
    if (answer->status == ANSWER_DONE)
        done(channel, &errand->command, answer->number);
    else
        ledger_count(channel->world, COUNT_REFUSED);
}

void channel_letter(World *world, int index, const Letter *letter)
{
    Channel *channel = world->channels[index];
    if (letter->kind != LETTER_COMMAND_ANSWER) {
        reader_letter(channel->readers[letter->hotel], letter);
        return;
    }
    guint found;
    if (letter->answer.status == ANSWER_RETRY || !errand_find(channel, letter->request, &found))
        return; /* again when the time is over */
    g_autofree Errand *errand = g_memdup2(channel->errands->pdata[found], sizeof(Errand));
    g_ptr_array_remove_index(channel->errands, found);
    answered(channel, errand, &letter->answer);
}

/* ---- life */

void channel_start(World *world, int index)
{
    Channel *channel = world->channels[index];
    for (int hotel = 0; hotel < HOTELS; hotel++)
        reader_start(channel->readers[hotel]);
    for (guint i = 0; i < channel->errands->len; i++)
        ask(channel, channel->errands->pdata[i]);
    world_after(world, world_draw(world, world->settings.command_every_us), "visitor", channel->node,
                on_visitor, 0, NULL);
}

void channel_stop(World *world, int index)
{
    for (int hotel = 0; hotel < HOTELS; hotel++)
        reader_stop(world->channels[index]->readers[hotel]);
}
