# shellcheck shell=bash
# slapd: who the staff are, their hotel and role. Nothing under /etc/ldap is used but the schema files.

LDAP_MODULES=/usr/lib/ldap
LDAP_SCHEMAS=/etc/ldap/schema

slapd_port() {
    echo "$SLAPD_PORT"
}

slapd_address() {
    echo "127.0.0.1:$SLAPD_PORT"
}

slapd_uri() {
    echo "ldap://127.0.0.1:$SLAPD_PORT"
}

slapd_data() {
    echo "$KEYRACK_RUN/data/slapd"
}

slapd_modules() {
    local module
    for module in back_mdb memberof refint ppolicy argon2; do
        [[ -e $LDAP_MODULES/$module.so ]] && echo "moduleload $module"
    done
}

# Anybody may look up which entry a uid is (a log-in needs it) and authenticate; who authenticated may read staff and
# groups, but no password.
slapd_configuration() {
    cat <<CONF
modulepath $LDAP_MODULES
$(slapd_modules)
include $LDAP_SCHEMAS/core.schema
include $LDAP_SCHEMAS/cosine.schema
include $LDAP_SCHEMAS/inetorgperson.schema
pidfile $(slapd_data)/slapd.pid
argsfile $(slapd_data)/slapd.args
threads 4
idletimeout 60
sizelimit 500
timelimit 10
password-hash {ARGON2}

access to attrs=userPassword by anonymous auth by self write by * none
access to dn.subtree="ou=people,$DIRECTORY_BASE" attrs=entry,uid,objectClass by * read
access to dn.subtree="ou=people,$DIRECTORY_BASE" attrs=children by * search
access to dn.subtree="$DIRECTORY_BASE" by users read by * search

database mdb
maxsize 268435456
suffix "$DIRECTORY_BASE"
rootdn "cn=admin,$DIRECTORY_BASE"
rootpw $(slappasswd -h '{SSHA}' -T "$(secret_path directory_admin)")
directory $(slapd_data)
index objectClass eq
index uid eq
index cn eq
index member eq
overlay memberof
overlay refint
refint_attributes member memberOf
overlay ppolicy
ppolicy_default "cn=default,ou=policies,$DIRECTORY_BASE"
ppolicy_use_lockout
CONF
}

slapd_organisation() {
    cat <<LDIF
dn: $DIRECTORY_BASE
objectClass: dcObject
objectClass: organization
dc: keyrack
o: Keyrack demonstration chain

LDIF
    local unit
    for unit in people groups policies; do
        printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$unit" "$DIRECTORY_BASE" "$unit"
    done
    cat <<LDIF
dn: cn=default,ou=policies,$DIRECTORY_BASE
objectClass: pwdPolicy
objectClass: organizationalRole
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 10
pwdFailureCountInterval: 300
pwdLockoutDuration: 300
pwdMustChange: FALSE
pwdAllowUserChange: TRUE

LDIF
}

# slapd_person UID PASSWORD GROUPS NAME
slapd_person() {
    local hash department=CHAIN
    [[ $3 =~ ^HTL-([A-Z0-9]+)- ]] && department=${BASH_REMATCH[1]}
    [[ $3 == CRS-* ]] && department=CRS
    hash=$(printf '%s' "$2" | slappasswd -o "module-path=$LDAP_MODULES" -o module-load=argon2 -h '{ARGON2}' -T /dev/stdin)
    cat <<LDIF
dn: uid=$1,ou=people,$DIRECTORY_BASE
objectClass: inetOrgPerson
uid: $1
cn: $4
sn: $4
departmentNumber: $department
userPassword: $hash

LDIF
}

# Staff lines on standard input: each group with its members.
slapd_groups() {
    awk -F '\t' -v base="$DIRECTORY_BASE" '
        /^#/ { next }
        { n = split($3, names, ","); for (i = 1; i <= n; i++) members[names[i]] = members[names[i]] "member: uid=" $1 ",ou=people," base "\n" }
        END { for (name in members) printf "dn: cn=%s,ou=groups,%s\nobjectClass: groupOfNames\ncn: %s\n%s\n", name, base, name, members[name] }'
}

slapd_ldif() {
    local uid password groups name
    slapd_organisation
    while IFS=$'\t' read -r uid password groups name; do
        [[ $uid == '#'* ]] || slapd_person "$uid" "$password" "$groups" "$name"
    done <"$(secret_path staff.txt)"
    slapd_groups <"$(secret_path staff.txt)"
}

slapd_load() {
    rm -rf "$(slapd_data)"
    mkdir -m 0700 "$(slapd_data)"
    own "$(slapd_data)"
    slapd_ldif | write_file "$KEYRACK_RUN/etc/staff.ldif" &&
        as_part /usr/sbin/slapadd -q -f "$KEYRACK_RUN/etc/slapd.conf" -l "$KEYRACK_RUN/etc/staff.ldif" || return
    rm -f "$KEYRACK_RUN/etc/staff.ldif"
    : >"$(slapd_data)/keyrack-loaded"
}

slapd_configure() {
    [[ -e $KEYRACK_RUN/etc/slapd.conf && -e $(slapd_data)/keyrack-loaded ]] &&
        grep -qxF "directory $(slapd_data)" "$KEYRACK_RUN/etc/slapd.conf" && return 0
    slapd_configuration | write_file "$KEYRACK_RUN/etc/slapd.conf"
    step 'seeding the staff directory' slapd_load
}

slapd_stamp() {
    part_stamp /usr/sbin/slapd "$KEYRACK_RUN/etc/slapd.conf"
}

slapd_start() {
    part_spawn slapd "$(slapd_stamp)" /usr/sbin/slapd -f "$KEYRACK_RUN/etc/slapd.conf" -h "$(slapd_uri)/" -d 0
}

# Logs in as one of the staff would.
slapd_healthy() {
    ldapwhoami -x -H "$(slapd_uri)" -o nettimeout=2 -D "uid=crs-agent1,ou=people,$DIRECTORY_BASE" \
        -y <(staff_password crs-agent1 | tr -d '\n') >/dev/null 2>&1
}
