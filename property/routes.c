#include "property/routes.h"

#include "property/allotment/allotment_routes.h"
#include "property/assignment/assignment_routes.h"
#include "property/assignment/automatic_routes.h"
#include "property/audit/audit_routes.h"
#include "property/cashier/cashier_routes.h"
#include "property/cashier/means_routes.h"
#include "property/chart/chart_routes.h"
#include "property/command/changes.h"
#include "property/copy/copy_routes.h"
#include "property/copy/reservation_routes.h"
#include "property/device/device_routes.h"
#include "property/device/key_routes.h"
#include "property/device/suspense_routes.h"
#include "property/downtime/downtime_routes.h"
#include "property/folio/agreement_routes.h"
#include "property/folio/deposit_routes.h"
#include "property/folio/folio_change_routes.h"
#include "property/folio/folio_routes.h"
#include "property/housekeeping/housekeeping_routes.h"
#include "property/housekeeping/minibar_routes.h"
#include "property/housekeeping/task_routes.h"
#include "property/invoice/invoice_routes.h"
#include "property/invoice/receipt_routes.h"
#include "property/ledger/account_change_routes.h"
#include "property/ledger/account_posting_routes.h"
#include "property/ledger/account_routes.h"
#include "property/ledger/statement_routes.h"
#include "property/maintenance/asset.h"
#include "property/maintenance/knowledge.h"
#include "property/maintenance/part.h"
#include "property/maintenance/plan.h"
#include "property/maintenance/report_routes.h"
#include "property/maintenance/settings_routes.h"
#include "property/maintenance/technician.h"
#include "property/maintenance/work_order.h"
#include "property/note/note_routes.h"
#include "property/note/tag_routes.h"
#include "property/note/wake_up_routes.h"
#include "property/practice/practice_routes.h"
#include "property/reconcile/reconcile_routes.h"
#include "property/report/report_routes.h"
#include "property/room/label_routes.h"
#include "property/room/outage_routes.h"
#include "property/room/room_routes.h"
#include "property/sale/sale_routes.h"
#include "property/staff/staff_routes.h"
#include "property/stay/card_routes.h"
#include "property/stay/desk_list_routes.h"
#include "property/stay/identity_routes.h"
#include "property/stay/queue_routes.h"
#include "property/stay/stay_change_routes.h"
#include "property/stay/stay_routes.h"
#include <stdio.h>

static const struct {
    const HttpRoute *routes;
    const gsize *count;
} tables[] = {
    {account_change_routes, &account_change_route_count},
    {account_posting_routes, &account_posting_route_count},
    {account_routes, &account_route_count},
    {statement_routes, &statement_route_count},
    {agreement_routes, &agreement_route_count},
    {allotment_routes, &allotment_route_count},
    {assignment_routes, &assignment_route_count},
    {automatic_routes, &automatic_route_count},
    {audit_routes, &audit_route_count},
    {cashier_routes, &cashier_route_count},
    {means_routes, &means_route_count},
    {card_routes, &card_route_count},
    {changes_routes, &changes_route_count},
    {chart_routes, &chart_route_count},
    {copy_routes, &copy_route_count},
    {deposit_routes, &deposit_route_count},
    {device_routes, &device_route_count},
    {key_routes, &key_route_count},
    {suspense_routes, &suspense_route_count},
    {folio_change_routes, &folio_change_route_count},
    {desk_list_routes, &desk_list_route_count},
    {downtime_routes, &downtime_route_count},
    {folio_routes, &folio_route_count},
    {outage_routes, &outage_route_count},
    {identity_routes, &identity_route_count},
    {invoice_routes, &invoice_route_count},
    {receipt_routes, &receipt_route_count},
    {note_routes, &note_route_count},
    {tag_routes, &tag_route_count},
    {wake_up_routes, &wake_up_route_count},
    {housekeeping_routes, &housekeeping_route_count},
    {minibar_routes, &minibar_route_count},
    {task_routes, &task_route_count},
    {practice_routes, &practice_route_count},
    {queue_routes, &queue_route_count},
    {reconcile_routes, &reconcile_route_count},
    {report_routes, &report_route_count},
    {reservation_routes, &reservation_route_count},
    {label_routes, &label_route_count},
    {room_routes, &room_route_count},
    {sale_routes, &sale_route_count},
    {staff_routes, &staff_route_count},
    {stay_change_routes, &stay_change_route_count},
    {stay_routes, &stay_route_count},
    {work_order_routes, &work_order_route_count},
    {work_order_move_routes, &work_order_move_route_count},
    {work_order_cost_routes, &work_order_cost_route_count},
    {asset_routes, &asset_route_count},
    {part_routes, &part_route_count},
    {technician_routes, &technician_route_count},
    {plan_routes, &plan_route_count},
    {knowledge_routes, &knowledge_route_count},
    {maintenance_report_routes, &maintenance_report_route_count},
    {maintenance_settings_routes, &maintenance_settings_route_count},
};

void property_routes_add(HttpServer *server, Property *property)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        http_server_add_routes(server, tables[i].routes, *tables[i].count, property);
    }
}

void property_routes_print(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (gsize j = 0; j < *tables[i].count; j++) {
            printf("%s %s\n", tables[i].routes[j].method, tables[i].routes[j].template);
        }
    }
}
