#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_WORDS_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_WORDS_H

/* The words of the downtime pack, in both languages: it is read by people who may never have seen the system.
 */

typedef enum DowntimeLanguage {
    DOWNTIME_ENGLISH,
    DOWNTIME_CHINESE,
    DOWNTIME_LANGUAGE_COUNT,
    DOWNTIME_BOTH = DOWNTIME_LANGUAGE_COUNT, /* each word in one and the other */
} DowntimeLanguage;

typedef struct DowntimeWords {
    const char *in[DOWNTIME_LANGUAGE_COUNT];
} DowntimeWords;

#define DOWNTIME_INSTRUCTIONS 9
#define DOWNTIME_FORMS 3
#define DOWNTIME_FORM_LINES 10
#define DOWNTIME_SHEET_COLUMNS 5
#define DOWNTIME_SHEET_LINES 20

/* A form to be filled in by hand. */
typedef struct DowntimeForm {
    const char *anchor;
    DowntimeWords title;
    DowntimeWords lines[DOWNTIME_FORM_LINES]; /* up to the first without words */
    int copies;
} DowntimeForm;

/* A numbered instruction: what to do when, and how. */
typedef struct DowntimeInstruction {
    DowntimeWords when;
    DowntimeWords what;
} DowntimeInstruction;

extern const DowntimeInstruction downtime_instructions[DOWNTIME_INSTRUCTIONS];

/* Registration card, charge slip, receipt. */
extern const DowntimeForm downtime_forms[DOWNTIME_FORMS];

/* The sheet for the state of rooms and what is broken: its columns. */
extern const DowntimeWords downtime_sheet_columns[DOWNTIME_SHEET_COLUMNS];

/* How many lines the form has. */
int downtime_form_lines(const DowntimeForm *form);

#endif
