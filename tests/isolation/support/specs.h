/*
 * The specs of tests/isolation/specs, each a test. Several programs share them, so that each is far from its
 * time limit on a busy machine.
 */
#ifndef KEYRACK_TESTS_ISOLATION_SUPPORT_SPECS_H
#define KEYRACK_TESTS_ISOLATION_SUPPORT_SPECS_H

/* The whole program: runs the specs whose names begin with a letter from `first` to `last`;
 * KEYRACK_ISOLATION_SPECS=name,name runs those instead, whatever they begin with. */
int specs_test_main(const char *name, char first, char last);

#endif
