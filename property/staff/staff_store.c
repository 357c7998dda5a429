#include "property/staff/staff_store.h"

#include "property/command/statement.h"
#include "property/staff/staff_rules.h"

static const OdbcStatement find_credential = {
    "find_staff_credential",
    "SELECT name, roles, password_hash, verified_at FROM staff_credential WHERE staff = ?",
    1,
};

static const OdbcStatement put_credential = {
    "put_staff_credential",
    "INSERT INTO staff_credential (staff, name, roles, password_hash, verified_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (staff) DO UPDATE SET name = excluded.name, roles = excluded.roles, "
    "password_hash = excluded.password_hash, verified_at = excluded.verified_at",
    5,
};

static const OdbcStatement forget_credential = {
    "forget_staff_credential",
    "DELETE FROM staff_credential WHERE staff = ?",
    1,
};

void staff_credential_clear(StaffCredential *credential)
{
    g_clear_pointer(&credential->name, g_free);
    g_clear_pointer(&credential->password_hash, g_free);
}

DatabaseStatus staff_credential_find(OdbcConnection *connection, const char *staff,
                                     StaffCredential *ret_credential, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_credential, &result, error, "s", staff);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_credential->name = g_strdup(odbc_result_text(result, 0, 0));
        ret_credential->roles = staff_roles_parse(odbc_result_text(result, 0, 1));
        ret_credential->password_hash = g_strdup(odbc_result_text(result, 0, 2));
        ret_credential->verified_at = odbc_result_int64(result, 0, 3);
    }
    return status;
}

DatabaseStatus staff_credential_put(OdbcConnection *connection, const char *staff,
                                    const StaffCredential *credential, GError **error)
{
    g_autofree char *roles = staff_roles_format(credential->roles);

    return statement_run(connection, &put_credential, NULL, error, "ssssa", staff, credential->name, roles,
                         credential->password_hash, credential->verified_at);
}

DatabaseStatus staff_credential_forget(OdbcConnection *connection, const char *staff, GError **error)
{
    return statement_run(connection, &forget_credential, NULL, error, "s", staff);
}
