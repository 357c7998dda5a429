#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_SHEET_RULES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_SHEET_RULES_H

/* Who cleans which rooms. Pure and deterministic: the same rooms and people always give the same sheets.
 *
 * The rooms are taken in the order of the house and cut into as many stretches as there are people, so that
 * the fullest sheet, measured against the credits its person can do in a day, is as empty as such cuts allow:
 * everybody walks along one stretch. Then single rooms are handed from the fullest sheet to the emptiest as
 * long as that makes the fullest emptier, first to somebody who is on that floor anyway. What is begun, or
 * was given by hand, stays where it is and counts. */

#include <stdbool.h>
#include <stddef.h>

#define SHEET_NOBODY (-1)

typedef struct SheetTask {
    int floor;
    int credits;   /* > 0 */
    bool is_fixed; /* stays with `attendant` */
    int attendant; /* index of who does it, or SHEET_NOBODY */
} SheetTask;

typedef struct SheetAttendant {
    int capacity; /* credits of a day, > 0 */
    int load;     /* filled by sheets_balance() */
} SheetAttendant;

/* Gives every task that is not fixed to somebody; `tasks` are in the order of the house. Without attendants
 * nothing is given. */
void sheets_balance(SheetTask *tasks, size_t task_count, SheetAttendant *attendants, size_t attendant_count);

/* How full a sheet is, in thousandths of what its person can do. */
int sheet_fullness(const SheetAttendant *attendant);

#endif
