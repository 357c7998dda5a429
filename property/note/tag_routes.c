#include "property/note/tag_routes.h"

#include "ops/pdf.h"
#include "property/command/command.h"
#include "property/note/note_store.h"
#include "property/stay/stay_store.h"

#define TAG_COLUMNS 2
#define TAG_HEIGHT_MM 50

typedef struct TagPrint {
    HttpRequest *request;
    Note *note; /* NULL: there is none, or `failed` */
    char *guest;
    bool failed;
} TagPrint;

static void read_tag(OdbcConnection *connection, gpointer data)
{
    TagPrint *print = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status =
        note_find(connection, request_number(print->request, "note"), &print->note, &error);
    if (status == DATABASE_OK && print->note != NULL && print->note->stay_id != 0) {
        status = stay_find(connection, print->note->stay_id, &stay, &error);
    }
    if (status != DATABASE_OK) {
        print->failed = true;
        desk_answer_failure(print->request, status, &error);
    } else if (stay != NULL) {
        print->guest = g_strdup(stay->guest_name);
    }
}

/* Two parts alike: number, guest, room, place and day. */
static GBytes *tag_pdf(const ChainHotel *hotel, const Note *note, const char *guest, GError **error)
{
    char day[NIGHT_TEXT_SIZE];
    bool is_chinese = g_str_has_prefix(hotel->language, "zh");
    g_autofree char *code = g_strdup_printf("keyrack:%s/%s", hotel->code, note->tag);
    g_autofree char *words =
        g_strjoin("\n", is_chinese ? hotel->name.zh : hotel->name.en, guest != NULL ? guest : "",
                  note->room != NULL ? note->room : "", note->place != NULL ? note->place : "",
                  night_write(note->business_date, day), note->text, NULL);
    const PdfLabel labels[] = {{code, note->tag, words}, {code, note->tag, words}};
    g_autoptr(PdfDocument) document = pdf_document_new(
        &(PdfOptions){.paper = PDF_A4, .title = note->tag, .language = is_chinese ? "zh" : "en"});

    pdf_labels(document, labels, G_N_ELEMENTS(labels), TAG_COLUMNS, TAG_HEIGHT_MM);
    return pdf_document_finish(document, error);
}

static void answer_tag(const Property *property, TagPrint *print)
{
    g_autoptr(GError) error = NULL;

    if (print->note == NULL || print->note->tag == NULL) {
        http_request_respond_problem(print->request, 404, "note_not_found",
                                     "There is no such note with a ticket.");
        return;
    }
    g_autoptr(GBytes) paper = tag_pdf(property->hotel, print->note, print->guest, &error);
    if (paper == NULL) {
        http_request_respond_problem(print->request, 500, "internal_error",
                                     "The ticket could not be laid out.");
        return;
    }
    http_request_respond(print->request, http_response_new_bytes(200, "application/pdf", paper));
}

static void print_tag(Property *property, HttpRequest *request)
{
    TagPrint print = {.request = request};

    if (!desk_call(property->desk, read_tag, &print)) {
        http_request_respond(request, property_busy_problem());
    } else if (!print.failed) {
        answer_tag(property, &print);
    }
    note_free(print.note);
    g_free(print.guest);
}

static void get_tag(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, print_tag)) {
        http_request_respond(request, property_busy_problem());
    }
}

const HttpRoute tag_routes[] = {
    {.method = "GET",
     .template = "/v1/notes/{note}/tag.pdf",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_tag},
};
const gsize tag_route_count = G_N_ELEMENTS(tag_routes);
