#include "property/property.h"

#define CALLERS_WAITING_MAX 256
#define CALLERS_RETRY_AFTER_S 2

static void run_caller(gpointer state G_GNUC_UNUSED, gpointer job_pointer, gpointer user)
{
    g_autofree CallerJob *job = job_pointer;

    job->run(user, job->request);
}

bool property_callers_start(Property *property, unsigned threads, GError **error)
{
    WorkerLaneOptions options = {
        .name = "callers",
        .threads = threads,
        .capacity = CALLERS_WAITING_MAX,
        .run = run_caller,
        .user = property,
    };

    property->callers = worker_lane_new(&options, error);
    return property->callers != NULL;
}

bool property_call_out(Property *property, HttpRequest *request, void (*run)(Property *, HttpRequest *))
{
    CallerJob *job = g_new0(CallerJob, 1);

    job->run = run;
    job->request = request;
    if (worker_lane_submit(property->callers, job)) {
        return true;
    }
    g_free(job);
    return false;
}

HttpResponse *property_busy_problem(void)
{
    HttpResponse *problem =
        http_problem_new(503, "busy", "Too many requests wait for the centre. Try again in a moment.");
    http_response_set_retry_after(problem, CALLERS_RETRY_AFTER_S);
    return problem;
}
