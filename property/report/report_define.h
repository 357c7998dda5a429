#ifndef KEYRACK_PROPERTY_REPORT_REPORT_DEFINE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_DEFINE_H

/* How a report's definition is written down: words in both languages, columns, columns with their sum. */

#include "property/report/report.h"

#define TITLE(English, Chinese)                                                                              \
    {                                                                                                        \
        {                                                                                                    \
            English, Chinese                                                                                 \
        }                                                                                                    \
    }
#define COLUMN(Key, Kind, English, Chinese)                                                                  \
    {                                                                                                        \
        Key, Kind, TITLE(English, Chinese), false                                                            \
    }
#define TOTAL(Key, Kind, English, Chinese)                                                                   \
    {                                                                                                        \
        Key, Kind, TITLE(English, Chinese), true                                                             \
    }

#endif
