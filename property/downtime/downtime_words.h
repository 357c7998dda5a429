#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_WORDS_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_WORDS_H

/* The words of the downtime pack, in both languages: it is read by people who may never have seen the system.
 */

typedef enum DowntimeLanguage {
    DOWNTIME_ENGLISH,
    DOWNTIME_CHINESE,
    DOWNTIME_LANGUAGE_COUNT,
} DowntimeLanguage;

typedef struct DowntimeWords {
    const char *in[DOWNTIME_LANGUAGE_COUNT];
} DowntimeWords;

#define DOWNTIME_INSTRUCTIONS 9

/* A numbered instruction: what to do when, and how. */
typedef struct DowntimeInstruction {
    DowntimeWords when;
    DowntimeWords what;
} DowntimeInstruction;

extern const DowntimeInstruction downtime_instructions[DOWNTIME_INSTRUCTIONS];

#endif
