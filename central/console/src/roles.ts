/* Who may see lines, allotments and exceptions. */
export const OPERATING_ROLES = ['manager', 'revenue', 'trainer'];
