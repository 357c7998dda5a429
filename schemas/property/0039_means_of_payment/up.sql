-- What a guest may pay with in this hotel. The four that every program knows are there from the beginning; a manager adds
-- others, renames them, and ends them by a date. What a means is stays as it is, for payments were posted with it. A
-- `staff` of '' has never been changed. A date that is NULL is no bound.
CREATE TABLE payment_means (
    code TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'transfer', 'voucher', 'other', 'city_ledger')),
    scheme TEXT NOT NULL,
    name_en TEXT NOT NULL CHECK (name_en <> ''),
    name_zh TEXT NOT NULL CHECK (name_zh <> ''),
    currency TEXT NOT NULL,
    wants_reference BIGINT NOT NULL CHECK (wants_reference IN (0, 1)),
    wants_last_four BIGINT NOT NULL CHECK (wants_last_four IN (0, 1)),
    from_date BIGINT,
    until_date BIGINT,
    position BIGINT NOT NULL,
    staff TEXT NOT NULL,
    CHECK (scheme = '' OR kind = 'card'),
    CHECK (currency = '' OR kind = 'cash'),
    CHECK (wants_last_four = 0 OR kind = 'card'),
    CHECK (until_date IS NULL OR from_date IS NULL OR until_date >= from_date)
);

INSERT INTO payment_means (code, kind, scheme, name_en, name_zh, currency, wants_reference, wants_last_four, position, staff) VALUES
    ('card', 'card', '', 'Card', '银行卡', '', 0, 0, 1, ''),
    ('cash', 'cash', '', 'Cash', '现金', '', 0, 0, 2, ''),
    ('transfer', 'transfer', '', 'Bank transfer', '转账', '', 0, 0, 3, ''),
    ('voucher', 'voucher', '', 'Voucher', '代金券', '', 0, 0, 4, '');

-- The slip of a payment and the end of its card: never a whole card number.
CREATE TABLE payment_detail (
    posting_number BIGINT PRIMARY KEY REFERENCES posting (posting_number),
    reference TEXT NOT NULL,
    last_four TEXT NOT NULL CHECK (last_four = '' OR LENGTH(last_four) = 4),
    CHECK (reference <> '' OR last_four <> '')
);

ALTER TABLE express_check_out ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE express_check_out ADD COLUMN last_four TEXT NOT NULL DEFAULT '';

-- Which postings a drawer's owner made while it was open: those after the first number and up to the second.
ALTER TABLE cashier_shift ADD COLUMN opened_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cashier_shift ADD COLUMN closed_after BIGINT;

UPDATE cashier_shift SET
    opened_after = COALESCE((SELECT MAX(p.posting_number) FROM posting p WHERE p.business_date <= cashier_shift.opened_on AND p.posted_at < cashier_shift.opened_at), 0),
    closed_after = CASE WHEN status = 'closed' THEN COALESCE((SELECT MAX(p.posting_number) FROM posting p WHERE p.business_date <= cashier_shift.closed_on AND p.posted_at <= cashier_shift.closed_at), 0) END;

-- What the slips, vouchers and notices of a drawer added up to; `counted_minor` is NULL when nobody counted them.
CREATE TABLE means_count (
    shift_id BIGINT NOT NULL REFERENCES cashier_shift (shift_id),
    means TEXT NOT NULL,
    postings BIGINT NOT NULL CHECK (postings >= 0),
    received_minor BIGINT NOT NULL,
    given_back_minor BIGINT NOT NULL,
    counted_minor BIGINT,
    PRIMARY KEY (shift_id, means)
);
