#include "tests/support/slapd_fixture.h"

#include "tests/support/cunit_main.h"

#include <glib/gstdio.h>

enum { DIRECTORY_TIMEOUT_MS = 700 };

static const char PEOPLE[] =
    "dn: dc=keyrack,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: keyrack\no: Test "
    "chain\n\n"
    "dn: ou=people,dc=keyrack,dc=example\nobjectClass: organizationalUnit\nou: people\n\n"
    "dn: ou=branch,ou=people,dc=keyrack,dc=example\nobjectClass: organizationalUnit\nou: branch\n\n"
    "dn: ou=groups,dc=keyrack,dc=example\nobjectClass: organizationalUnit\nou: groups\n\n"
    "dn: cn=default,dc=keyrack,dc=example\nobjectClass: pwdPolicy\nobjectClass: organizationalRole\ncn: "
    "default\n"
    "pwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 3\npwdMustChange: TRUE\n\n"
    "dn: uid=service,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: service\ncn: Service\n"
    "sn: Service\nuserPassword: service-secret\n\n"
    "dn: uid=h1-desk1,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: h1-desk1\n"
    "cn: Front Desk 1 (H1)\nsn: Desk\nuserPassword: h1-desk1-secret\n\n"
    "dn: uid=crs-agent1,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: crs-agent1\n"
    "cn:: 6aKE6K6i5ZGYIDE=\nsn: Agent\nuserPassword: crs-agent1-secret\n\n"
    "dn: uid=nobody,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: nobody\ncn: No "
    "Role\nsn: Role\n"
    "userPassword: nobody-secret\n\n"
    "dn: uid=reset,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: reset\ncn: Reset\nsn: "
    "Reset\n"
    "userPassword: reset-secret\npwdReset: TRUE\n\n"
    "dn: uid=odd\\2Cname\\2B(*)\\5C,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\n"
    "uid: odd,name+(*)\\\ncn: Odd Name\nsn: Name\nuserPassword: odd-secret\n\n"
    "dn: uid=twin,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: twin\ncn: Twin\nsn: "
    "Twin\n"
    "userPassword: twin-secret\n\n"
    "dn: uid=twin,ou=branch,ou=people,dc=keyrack,dc=example\nobjectClass: inetOrgPerson\nuid: twin\ncn: "
    "Twin\n"
    "sn: Twin\nuserPassword: twin-secret\n\n";

static const struct {
    const char *name;
    const char *members[3];
} GROUPS[] = {
    {"HTL-H1-frontdesk", {"uid=h1-desk1", "uid=odd\\2Cname\\2B(*)\\5C"}},
    {"HTL-H1-manager", {"uid=odd\\2Cname\\2B(*)\\5C"}},
    {"HTL-H2-frontdesk", {"uid=h1-desk1"}},
    {"CRS-agent", {"uid=crs-agent1"}},
    {"CHAIN-trainer", {"uid=crs-agent1", "uid=service"}},
    {"printers", {"uid=h1-desk1"}},
    {"HTL-h9-frontdesk", {"uid=h1-desk1"}},
};

static void append_groups(GString *ldif)
{
    for (size_t i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        g_string_append_printf(ldif, "dn: cn=%s,ou=groups,%s\nobjectClass: groupOfNames\ncn: %s\n",
                               GROUPS[i].name, SLAPD_FIXTURE_BASE, GROUPS[i].name);
        for (size_t k = 0; k < G_N_ELEMENTS(GROUPS[i].members) && GROUPS[i].members[k] != NULL; k++)
            g_string_append_printf(ldif, "member: %s,ou=people,%s\n", GROUPS[i].members[k],
                                   SLAPD_FIXTURE_BASE);
        g_string_append_c(ldif, '\n');
    }
}

static char *tls_lines(SlapdFixture *slapd)
{
    g_autofree char *key = g_build_filename(slapd->server.folder, "key.pem", NULL);
    char *certificate = g_build_filename(slapd->server.folder, "certificate.pem", NULL);
    const char *argv[] = {
        "openssl", "req", "-x509", "-newkey",       "rsa:2048", "-nodes",
        "-days",   "2",   "-subj", "/CN=127.0.0.1", "-addext",  "subjectAltName=IP:127.0.0.1",
        "-keyout", key,   "-out",  certificate,     NULL};

    server_run_tool(argv);
    slapd->certificate = certificate;
    return g_strdup_printf("TLSCertificateFile %s\nTLSCertificateKeyFile %s\n", certificate, key);
}

static void write_configuration(SlapdFixture *slapd, bool with_tls)
{
    g_autofree char *tls = with_tls ? tls_lines(slapd) : g_strdup("");
    g_autofree char *text = g_strdup_printf(
        "modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload ppolicy\n"
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n"
        "include /etc/ldap/schema/inetorgperson.schema\npidfile %s/slapd.pid\nthreads 4\n%s"
        "access to attrs=userPassword by anonymous auth by * none\n"
        "access to dn.subtree=\"ou=people,%s\" attrs=entry,uid,objectClass by * read\n"
        "access to * by users read by * search\n"
        "database mdb\nmaxsize 16777216\nsuffix \"%s\"\nrootdn \"cn=admin,%s\"\ndirectory %s\n"
        "index objectClass,uid,member eq\noverlay ppolicy\nppolicy_default \"cn=default,%s\"\n"
        "ppolicy_use_lockout\n",
        slapd->server.folder, tls, SLAPD_FIXTURE_BASE, SLAPD_FIXTURE_BASE, SLAPD_FIXTURE_BASE,
        slapd->server.folder, SLAPD_FIXTURE_BASE);
    g_autofree char *path = server_write_file(&slapd->server, "slapd.conf", text);
}

static void load(SlapdFixture *slapd)
{
    g_autoptr(GString) ldif = g_string_new(PEOPLE);
    g_autofree char *path = NULL;
    g_autofree char *configuration = g_build_filename(slapd->server.folder, "slapd.conf", NULL);

    append_groups(ldif);
    path = server_write_file(&slapd->server, "staff.ldif", ldif->str);
    const char *argv[] = {"/usr/sbin/slapadd", "-q", "-f", configuration, "-l", path, NULL};
    server_run_tool(argv);
}

void slapd_fixture_init(SlapdFixture *slapd, bool with_tls)
{
    *slapd = (SlapdFixture){.server = {.folder = test_folder_new(), .port = server_free_port()}};
    slapd->uri = g_strdup_printf("ldap://127.0.0.1:%d", slapd->server.port);
    const char *argv[] = {"/usr/sbin/slapd", "-f", "slapd.conf", "-h", slapd->uri, "-d", "0", NULL};
    slapd->server.argv = g_strdupv((char **)argv);
    write_configuration(slapd, with_tls);
    load(slapd);
}

void slapd_fixture_clear(SlapdFixture *slapd)
{
    server_clear(&slapd->server);
    g_clear_pointer(&slapd->uri, g_free);
    g_clear_pointer(&slapd->certificate, g_free);
}

Directory *slapd_fixture_directory(const char *uris)
{
    g_autoptr(GError) error = NULL;
    DirectoryOptions options = {.uris = uris, .base = SLAPD_FIXTURE_BASE, .timeout_ms = DIRECTORY_TIMEOUT_MS};
    Directory *directory = directory_new(&options, &error);

    g_assert_no_error(error);
    return directory;
}
