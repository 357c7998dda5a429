#ifndef KEYRACK_SCHEMAS_VERDICT_H
#define KEYRACK_SCHEMAS_VERDICT_H

/* How a decision is told. Each `_rules` file that decides has one table of these, by verdict. */
typedef struct VerdictWords {
    const char *code;    /* stable, for programs */
    const char *text;    /* an English sentence, with the remedy of a refusal */
    const char *pointer; /* JSON pointer of the member of a request that is at fault; NULL: none */
} VerdictWords;

#endif
