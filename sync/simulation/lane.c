#include "sync/simulation/centre.h"

#include "sync/simulation/checker.h"
#include "sync/simulation/line.h"

enum { RUNS_MAX = 5 };

Job *job_new(const Command *command, const Letter *question)
{
    Job *job = g_new0(Job, 1);
    job->command = *command;
    job->question = question ? letter_ref((Letter *)question) : NULL;
    if (question && question->entries)
        job->entries = g_ptr_array_ref(question->entries);
    return job;
}

void job_free(gpointer pointer)
{
    Job *job = pointer;
    letter_unref(job->question);
    g_clear_pointer(&job->entries, g_ptr_array_unref);
    g_clear_pointer(&job->missing, g_array_unref);
    g_free(job);
}

static void job_answer(Instance *instance, const Job *job)
{
    const Letter *question = job->question;
    if (!question || job->answer.status == ANSWER_NONE)
        return;
    Letter *letter = letter_new(LETTER_COMMAND_ANSWER, instance->node, question->from, question->request);
    letter->hotel = question->hotel;
    letter->command = job->command;
    letter->answer = job->answer;
    line_send(instance->world, letter);
}

static void batch_begin(Instance *instance);

/* The commit was read: everybody is answered, or goes to ask the hotel. */
static void on_answers(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Instance *instance = world->instances[node];
    g_autoptr(GPtrArray) batch = g_steal_pointer(&instance->batch);
    instance->batch = NULL;
    g_ptr_array_set_free_func(batch, NULL);
    for (guint i = 0; i < batch->len; i++) {
        Job *job = batch->pdata[i];
        if (job->missing) {
            recall_join(instance, job);
        } else {
            job_answer(instance, job);
            job_free(job);
        }
    }
    batch_begin(instance);
}

static void answers_after(Instance *instance)
{
    world_after(instance->world, 300, "answers", instance->node, on_answers, 0, NULL);
}

static void batch_fail(Instance *instance)
{
    for (guint i = 0; i < instance->batch->len; i++) {
        Job *job = instance->batch->pdata[i];
        bool answered = world_mutant(instance->world, MUTANT_ACKNOWLEDGE_BEFORE_COMMIT) &&
                        job->answer.status == ANSWER_DONE;
        if (!answered)
            job->answer = (Answer){.status = ANSWER_RETRY};
        g_clear_pointer(&job->missing, g_array_unref);
    }
    answers_after(instance);
}

/* The memory takes the instance's own commits at once. */
static void memory_catch_up(Instance *instance, const GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        Changes *message = messages->pdata[i];
        reader_message(instance->readers[message->hotel], message);
    }
}

/* Entries whose effect and number do not commit together: the number follows. */
static void on_late_number(World *world, int node, int64_t argument, Letter *letter)
{
    (void)node;
    HotelRow *row = &world->database->hotels[letter->hotel];
    row->applied_entry = MAX(row->applied_entry, argument);
}

static void split_numbers(Instance *instance, Transaction *transaction)
{
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        int64_t before = instance->world->database->hotels[hotel].applied_entry;
        int64_t after = transaction->applied_entry[hotel];
        if (after == before)
            continue;
        Letter *note = letter_new(LETTER_FEED, instance->node, instance->node, 0);
        note->hotel = hotel;
        transaction->applied_entry[hotel] = before;
        world_after(instance->world, world_about(instance->world, SECOND), "late number", instance->node,
                    on_late_number, after, note);
    }
}

static Transaction *batch_decide(Instance *instance)
{
    Transaction *transaction = transaction_new(instance->world->database);
    for (guint i = 0; i < instance->batch->len; i++) {
        Job *job = instance->batch->pdata[i];
        job->answer = (Answer){.status = ANSWER_NONE};
        g_clear_pointer(&job->missing, g_array_unref);
        job_decide(instance, transaction, job);
    }
    if (world_mutant(instance->world, MUTANT_ENTRY_IN_TWO_TRANSACTIONS))
        split_numbers(instance, transaction);
    return transaction;
}

static void batch_break(Instance *instance, Transaction *transaction)
{
    if (world_mutant(instance->world, MUTANT_PUBLISH_UNCOMMITTED) && world_chance(instance->world, 500000)) {
        transaction_make_messages(transaction);
        for (guint i = 0; i < transaction->messages->len; i++)
            g_ptr_array_add(instance->world->database->log, changes_ref(transaction->messages->pdata[i]));
        relay_wake(instance->world);
    }
    batch_fail(instance);
}

/* One run of the transaction. True: it is over, one way or the other. */
static bool batch_run(Instance *instance)
{
    World *world = instance->world;
    g_autoptr(Transaction) transaction = batch_decide(instance);
    if (fault_strikes(world, FAULT_FAILED_COMMIT)) {
        batch_break(instance, transaction);
        return true;
    }
    if (world_crash_here(world, instance->node))
        return true;
    bool committed = transaction_commit(transaction);
    ledger_check(world, committed, "the constraint of the database refused a batch");
    if (!committed) {
        batch_fail(instance);
        return true;
    }
    if (world_crash_here(world, instance->node))
        return true;
    memory_catch_up(instance, transaction->messages);
    if (fault_strikes(world, FAULT_UNKNOWN_COMMIT))
        return false; /* nobody told us: the keys will */
    answers_after(instance);
    return true;
}

static void on_commit(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Instance *instance = world->instances[node];
    if (world->database->down) {
        batch_fail(instance);
        return;
    }
    for (int run = 0; run < RUNS_MAX; run++)
        if (batch_run(instance))
            return;
    batch_fail(instance);
}

static void batch_begin(Instance *instance)
{
    if (instance->batch || instance->waiting->len == 0)
        return;
    instance->batch = g_ptr_array_new_with_free_func(job_free);
    while (instance->waiting->len > 0 && instance->batch->len < BATCH_MAX)
        g_ptr_array_add(instance->batch, g_ptr_array_steal_index(instance->waiting, 0));
    world_after(instance->world, MILLISECOND + world_draw(instance->world, 10 * MILLISECOND), "commit",
                instance->node, on_commit, 0, NULL);
}

void lane_submit(Instance *instance, Job *job)
{
    if (instance->waiting->len >= LANE_MAX) {
        job->answer = (Answer){.status = ANSWER_RETRY};
        job_answer(instance, job);
        job_free(job);
        return;
    }
    g_ptr_array_add(instance->waiting, job);
    batch_begin(instance);
}
