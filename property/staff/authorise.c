#include "property/staff/authorise.h"

#include "property/property.h"
#include <string.h>

void staff_session_free(StaffSession *staff)
{
    if (staff == NULL) {
        return;
    }
    session_free(staff->session);
    g_free(staff);
}

static void free_principal(gpointer staff)
{
    staff_session_free(staff);
}

static StaffSession *staff_of_cookie(const Property *property, const char *cookie)
{
    Session *session = session_open(property->sessions, cookie, clock_now(property->wall));

    if (session == NULL) {
        return NULL;
    }
    StaffSession *staff = g_new0(StaffSession, 1);
    staff->session = session;
    staff->user = session->user;
    for (guint i = 0; session->roles[i] != NULL; i++) {
        staff->roles |= staff_role_parse(session->roles[i]);
    }
    return staff;
}

static bool is_write(const HttpRequest *request)
{
    const char *method = http_request_method(request);

    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static bool may_act(const StaffSession *staff, guint64 access)
{
    for (unsigned action = 0; action < STAFF_ACTION_COUNT; action++) {
        if ((access & (UINT64_C(1) << action)) != 0 && staff_may(staff->roles, (StaffAction)action)) {
            return true;
        }
    }
    return false;
}

/* The refusal a request deserves, NULL when it may go on. `staff` NULL: nobody is logged in. */
static HttpResponse *refusal(const HttpRequest *request, const HttpRoute *route, const StaffSession *staff)
{
    if (staff == NULL) {
        return http_problem_new(401, "not_logged_in", "Log in first: POST /v1/sessions.");
    }
    if (is_write(request) && (route->flags & HTTP_NO_CSRF) == 0 &&
        !session_csrf_fits(staff->session->csrf_token, http_request_header(request, "X-CSRF-Token"))) {
        return http_problem_new(403, "csrf_token_wrong",
                                "Send the session's csrf_token in the header X-CSRF-Token.");
    }
    if (!may_act(staff, route->access)) {
        return http_problem_new(403, "not_permitted", "Your role does not permit this. Ask a manager.");
    }
    return NULL;
}

gboolean staff_authorise(HttpRequest *request, const HttpRoute *route, gpointer data)
{
    const Property *property = data;
    const char *cookie = http_request_cookie(request, SESSION_COOKIE);

    if (route->access == 0) {
        return TRUE;
    }
    StaffSession *staff = cookie == NULL ? NULL : staff_of_cookie(property, cookie);
    HttpResponse *problem = refusal(request, route, staff);
    if (problem != NULL) {
        staff_session_free(staff);
        http_request_respond(request, problem);
        return FALSE;
    }
    g_assert(staff != NULL);
    http_request_set_principal(request, staff, free_principal, staff->user);
    return TRUE;
}

HttpResponse *staff_rate_problem(const char *pointer)
{
    HttpResponse *problem = http_problem_new(403, "not_permitted",
                                             "House use and complimentary rooms are given by a manager.");

    if (pointer != NULL) {
        http_problem_add_error(problem, pointer, "without " CHAIN_ACCESS_STAFF);
    }
    return problem;
}
