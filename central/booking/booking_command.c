#include "central/booking/booking_command.h"

#include "central/problem.h"
#include "ops/json.h"

BookingCommand *booking_command_new(BookingKind kind)
{
    BookingCommand *command = g_new0(BookingCommand, 1);
    command->kind = kind;
    command->expected_total_minor = -1;
    command->lines = g_ptr_array_new_with_free_func((GDestroyNotify)booking_line_free);
    command->entries = g_ptr_array_new_with_free_func((GDestroyNotify)booking_entry_free);
    return command;
}

void booking_command_free(BookingCommand *command)
{
    if (!command)
        return;
    g_free(command->scope);
    g_free(command->key);
    g_free(command->request_digest);
    g_free(command->booked_by);
    g_free(command->confirmation_number);
    g_free(command->channel);
    g_free(command->external_id);
    g_free(command->hold_id);
    reservation_guest_clear(&command->guest);
    g_ptr_array_unref(command->lines);
    g_ptr_array_unref(command->entries);
    g_strfreev(command->access);
    g_free(command->comments);
    json_decref(command->market);
    g_free(command->reason);
    json_decref(command->limits);
    g_clear_pointer(&command->allotments, g_array_unref);
    g_clear_pointer(&command->missing, g_array_unref);
    booking_command_reset(command);
    g_free(command);
}

BookingLine *booking_line_new(void)
{
    BookingLine *line = g_new0(BookingLine, 1);
    line->arrival = NIGHT_NONE;
    line->departure = NIGHT_NONE;
    line->adults = line->children = line->infants = -1;
    return line;
}

void booking_line_free(BookingLine *line)
{
    if (!line)
        return;
    g_clear_pointer(&line->night_prices_minor, g_array_unref);
    g_free(line);
}

BookingEntry *booking_entry_new(int64_t number, const char *kind, Instant at, json_t *body)
{
    BookingEntry *entry = g_new0(BookingEntry, 1);
    entry->number = number;
    entry->kind = g_strdup(kind);
    entry->at = at;
    entry->body = json_incref(body);
    return entry;
}

void booking_entry_free(BookingEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->kind);
    json_decref(entry->body);
    g_free(entry);
}

void booking_command_reset(BookingCommand *command)
{
    json_decref(command->outcome.body);
    g_free(command->outcome.text);
    command->outcome = (BookingOutcome){0};
}

const char *booking_command_text(BookingCommand *command)
{
    if (!command->outcome.text)
        command->outcome.text = json_canonical(command->outcome.body);
    return command->outcome.text;
}

void booking_command_answer(BookingCommand *command, int status, json_t *body)
{
    booking_command_reset(command);
    command->outcome = (BookingOutcome){.status = status, .body = body};
}

void booking_command_refuse(BookingCommand *command, int status, const char *code, const char *pointer,
                            const char *detail_format, ...)
{
    va_list arguments;
    va_start(arguments, detail_format);
    g_autofree char *detail = g_strdup_vprintf(detail_format, arguments);
    va_end(arguments);
    booking_command_answer(command, status, problem_json(status, code, pointer, detail));
}
