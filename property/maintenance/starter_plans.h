#ifndef KEYRACK_PROPERTY_MAINTENANCE_STARTER_PLANS_H
#define KEYRACK_PROPERTY_MAINTENANCE_STARTER_PLANS_H

/* Preventive plans to begin with, as the chain has written them down in YAML, in both languages. Nothing of
 * it is planned by itself: what a hotel takes over is a plan of its own. */

#include <glib.h>
#include <jansson.h>

/* Reads the file: a list as the API shows it, each {code, category, every_count, every_unit, lead_days,
 * slack_days, prefer_vacant, estimated_minutes, law, name, places, checklist}; no places: every room. New
 * reference; NULL with an error that names file, line and column. */
json_t *starter_plans_load(const char *path, GError **error);

#endif
