/* The second half of the specs. */
#include "tests/isolation/support/specs.h"

int main(void)
{
    return specs_test_main("isolation/later_specs", 'i', 'z');
}
