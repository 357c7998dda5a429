#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_RULES_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_RULES_H

/* When the downtime pack is made anew, when it is too old, and what must not stand in it. Pure: no store, no
 * clock. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Changes are gathered for so long, that a busy desk does not have its pack made for each of them … */
#define DOWNTIME_GATHER_MS 10000
/* … and a pack is made at least so often, that its age tells whether the computer still works. */
#define DOWNTIME_EVERY_MS 60000
/* A pack that is older than this is an alarm. */
#define DOWNTIME_LATE_MS 120000
/* After a failure. */
#define DOWNTIME_AGAIN_MS 5000

/* The pack on paper takes seconds of work for a large house, so it is laid out at most so often. With what is
 * gathered before it, a change is on paper within a minute. */
#define DOWNTIME_PAPER_MS 30000
/* Sheets that would say the same are laid out at least so often: another stick may be in its place. */
#define DOWNTIME_PAPER_EVERY_MS 600000

/* What is known of the last pack. */
typedef struct DowntimeAge {
    bool made;      /* there is one */
    bool failed;    /* the last attempt to make one failed */
    bool changed;   /* the store has changed since it was read */
    int64_t age_ms; /* since it was read; after a failure, since the attempt */
} DowntimeAge;

bool downtime_due(const DowntimeAge *age);
/* `behind`: the sheets do not say what the pack says, or do not lie where they should. */
bool downtime_paper_due(bool behind, int64_t age_ms);
bool downtime_late(bool made, int64_t age_ms);

/* The text with every card number (schemas/card_number.h) that somebody typed where it does not belong
 * blotted out. Free with g_free(). */
char *downtime_blot(const char *text);

/* Which of the kept copies (file names that end in the time they were made, so that they sort by it) are
 * beyond `keep` of them: GPtrArray of names, the oldest first; borrowed from `names`, which is sorted. */
GPtrArray *downtime_surplus(GPtrArray *names, guint keep);

#endif
