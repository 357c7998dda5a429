#include "revenue/assignment_solver.h"

#include <glpk.h>
#include <stddef.h>

/* ---- guests one by one: a flow of least cost ---- */

typedef struct Vertex {
    double supply;
} Vertex;

typedef struct Arc {
    double capacity;
    double cost;
    double flow;
} Arc;

/* Vertices are numbered from 1: guests, then rooms, then the sink. */
static glp_graph *graph_new(int32_t guest_count, int32_t room_count)
{
    glp_graph *graph = glp_create_graph((int)sizeof(Vertex), (int)sizeof(Arc));

    glp_add_vertices(graph, guest_count + room_count + 1);
    for (int i = 1; i <= guest_count + room_count + 1; i++) {
        Vertex *vertex = graph->v[i]->data;
        vertex->supply = i <= guest_count ? 1 : 0;
    }
    ((Vertex *)graph->v[guest_count + room_count + 1]->data)->supply = -guest_count;
    return graph;
}

static glp_arc *add_arc(glp_graph *graph, int from, int to, double cost)
{
    glp_arc *arc = glp_add_arc(graph, from, to);

    *(Arc *)arc->data = (Arc){.capacity = 1, .cost = cost};
    return arc;
}

static void add_choices(glp_graph *graph, int32_t guest_count, int32_t room_count, const AssignmentArc *arcs,
                        gsize arc_count)
{
    int sink = guest_count + room_count + 1;

    for (gsize i = 0; i < arc_count; i++) {
        g_assert(arcs[i].cost >= 0 && arcs[i].cost <= ASSIGNMENT_COST_MAX);
        add_arc(graph, arcs[i].guest + 1, guest_count + arcs[i].room + 1, arcs[i].cost);
    }
    for (int room = 1; room <= room_count; room++) {
        add_arc(graph, guest_count + room, sink, 0);
    }
    for (int guest = 1; guest <= guest_count; guest++) {
        add_arc(graph, guest, sink, ASSIGNMENT_NO_ROOM_COST);
    }
}

static void read_rooms(const glp_graph *graph, int32_t guest_count, int32_t room_count, int32_t *ret_rooms)
{
    int sink = guest_count + room_count + 1;

    for (int guest = 1; guest <= guest_count; guest++) {
        ret_rooms[guest - 1] = -1;
        for (const glp_arc *arc = graph->v[guest]->out; arc != NULL; arc = arc->t_next) {
            if (arc->head->i != sink && ((const Arc *)arc->data)->flow > 0.5) {
                ret_rooms[guest - 1] = arc->head->i - guest_count - 1;
            }
        }
    }
}

int64_t assignment_solve(int32_t guest_count, int32_t room_count, const AssignmentArc *arcs, gsize arc_count,
                         int32_t *ret_rooms)
{
    double cost = 0;

    if (guest_count == 0) {
        return 0;
    }
    glp_term_out(GLP_OFF);
    glp_graph *graph = graph_new(guest_count, room_count);
    add_choices(graph, guest_count, room_count, arcs, arc_count);
    int failed = glp_mincost_okalg(graph, (int)offsetof(Vertex, supply), -1, (int)offsetof(Arc, capacity),
                                   (int)offsetof(Arc, cost), &cost, (int)offsetof(Arc, flow), -1);
    g_assert(failed == 0); /* leaving everybody without a room is always possible */
    read_rooms(graph, guest_count, room_count, ret_rooms);
    glp_delete_graph(graph);
    glp_free_env();
    return (int64_t)cost;
}

/* ---- parties: a choice of tuples that do not touch ---- */

/* Rows: parties (with a tuple, or without one), then rooms. Columns: tuples, then parties without one. */
static void shape_problem(glp_prob *problem, int32_t party_count, int32_t room_count, gsize tuple_count)
{
    glp_set_obj_dir(problem, GLP_MIN);
    glp_add_rows(problem, party_count + room_count);
    for (int row = 1; row <= party_count; row++) {
        glp_set_row_bnds(problem, row, GLP_FX, 1, 1);
    }
    for (int row = party_count + 1; row <= party_count + room_count; row++) {
        glp_set_row_bnds(problem, row, GLP_UP, 0, 1);
    }
    glp_add_cols(problem, (int)tuple_count + party_count);
    for (int column = 1; column <= (int)tuple_count + party_count; column++) {
        glp_set_col_kind(problem, column, GLP_BV);
    }
}

static void fill_columns(glp_prob *problem, int32_t party_count, const AssignmentTuple *tuples,
                         gsize tuple_count)
{
    int rows[ASSIGNMENT_TUPLE_MAX + 2];
    double ones[ASSIGNMENT_TUPLE_MAX + 2];

    for (gsize i = 0; i < G_N_ELEMENTS(ones); i++) {
        ones[i] = 1;
    }
    for (gsize i = 0; i < tuple_count; i++) {
        rows[1] = tuples[i].party + 1;
        for (int k = 0; k < tuples[i].room_count; k++) {
            rows[k + 2] = party_count + tuples[i].rooms[k] + 1;
        }
        glp_set_mat_col(problem, (int)i + 1, tuples[i].room_count + 1, rows, ones);
        glp_set_obj_coef(problem, (int)i + 1, tuples[i].cost);
    }
    for (int party = 0; party < party_count; party++) {
        rows[1] = party + 1;
        glp_set_mat_col(problem, (int)tuple_count + party + 1, 1, rows, ones);
        glp_set_obj_coef(problem, (int)tuple_count + party + 1, ASSIGNMENT_NO_ROOM_COST);
    }
}

static bool optimise(glp_prob *problem, int limit_ms)
{
    glp_iocp options;

    glp_init_iocp(&options);
    options.presolve = GLP_ON;
    options.msg_lev = GLP_MSG_OFF;
    options.tm_lim = limit_ms;
    glp_intopt(problem, &options);
    return glp_mip_status(problem) == GLP_OPT || glp_mip_status(problem) == GLP_FEAS;
}

int64_t assignment_solve_parties(int32_t party_count, int32_t room_count, const AssignmentTuple *tuples,
                                 gsize tuple_count, int limit_ms, int32_t *ret_tuples)
{
    int64_t cost = (int64_t)party_count * ASSIGNMENT_NO_ROOM_COST;

    for (int32_t party = 0; party < party_count; party++) {
        ret_tuples[party] = -1;
    }
    if (party_count == 0 || tuple_count == 0) {
        return cost;
    }
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    shape_problem(problem, party_count, room_count, tuple_count);
    fill_columns(problem, party_count, tuples, tuple_count);
    if (optimise(problem, limit_ms)) {
        cost = (int64_t)(glp_mip_obj_val(problem) + 0.5);
        for (gsize i = 0; i < tuple_count; i++) {
            if (glp_mip_col_val(problem, (int)i + 1) > 0.5) {
                ret_tuples[tuples[i].party] = (int32_t)i;
            }
        }
    }
    glp_delete_prob(problem);
    glp_free_env();
    return cost;
}
