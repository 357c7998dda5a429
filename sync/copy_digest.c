#include "sync/copy_digest.h"

#include "ops/json.h"

char *copy_digest(const json_t *row)
{
    g_assert(json_is_object(row));
    json_t *content = json_copy((json_t *)row); /* shallow: only the top member is taken away */
    json_object_del(content, "version");
    char *digest = json_digest(content);
    json_decref(content);
    return digest;
}
