/* The first half of the specs. A mutant of the locks (CMakeLists.txt) is this same program with one statement
 * spoilt. */
#include "tests/isolation/support/specs.h"

int main(void)
{
    return specs_test_main("isolation/specs", 'a', 'h');
}
