-- Where debts stand: the folio of a stay, a house account (posting master), the deposit of a booked room, a company or
-- agent on direct bill. A stay's account bears the stay's number; all others are numbered from 1,000,000,000 on.
CREATE TABLE account (
    account_id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('stay', 'master', 'deposit', 'city')),
    ledger TEXT NOT NULL CHECK (ledger IN ('guest', 'deposit', 'city')),
    stay_id BIGINT UNIQUE REFERENCES stay (stay_id),
    confirmation_number TEXT,
    line BIGINT,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    tax_number TEXT NOT NULL,
    credit_limit_minor BIGINT NOT NULL CHECK (credit_limit_minor >= 0),
    terms_days BIGINT NOT NULL CHECK (terms_days BETWEEN 0 AND 365),
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    opened_at BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,
    UNIQUE (confirmation_number, line),
    CHECK ((kind = 'stay') = (stay_id IS NOT NULL)),
    CHECK (kind <> 'stay' OR account_id = stay_id),
    CHECK (kind = 'stay' OR account_id >= 1000000000),
    CHECK ((kind = 'deposit') = (confirmation_number IS NOT NULL)),
    CHECK ((confirmation_number IS NULL) = (line IS NULL)),
    CHECK ((kind IN ('stay', 'master') AND ledger = 'guest') OR (kind = 'deposit' AND ledger = 'deposit') OR (kind = 'city' AND ledger = 'city')),
    CHECK (status = 'open' OR balance_minor = 0)
);

CREATE INDEX account_open_balance ON account (ledger, balance_minor) WHERE balance_minor <> 0;
CREATE INDEX account_of_house ON account (kind, account_id) WHERE kind <> 'stay';

INSERT INTO account (account_id, kind, ledger, stay_id, name, address, tax_number, credit_limit_minor, terms_days, status, opened_at, balance_minor)
    SELECT stay_id, 'stay', 'guest', stay_id, '', '', '', 0, 0, 'open', COALESCE(checked_in_at, 0), balance_minor FROM stay;

-- Append-only, of every account. `business_date` is the day of the ledger, `service_date` the day the guest reads: what
-- is moved keeps its own. `origin` is the charge a tax is on, an adjustment adjusts, or a transfer moves; the two halves
-- of a transfer carry the same number and sum to zero.
CREATE TABLE posting_of_account (
    posting_number BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    folio_window BIGINT NOT NULL CHECK (folio_window BETWEEN 1 AND 8),
    stay_id BIGINT REFERENCES stay (stay_id),
    business_date BIGINT NOT NULL,
    service_date BIGINT NOT NULL,
    posted_at BIGINT NOT NULL,
    entry TEXT NOT NULL CHECK (entry IN ('posting', 'void', 'correction', 'adjustment', 'allowance', 'package', 'transfer')),
    department TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    included_tax_minor BIGINT NOT NULL,
    night BIGINT,
    corrects BIGINT UNIQUE REFERENCES posting_of_account (posting_number),
    origin BIGINT REFERENCES posting_of_account (posting_number),
    transfer BIGINT,
    staff TEXT NOT NULL,
    CHECK (stay_id IS NULL OR stay_id = account_id),
    CHECK ((entry IN ('void', 'correction')) = (corrects IS NOT NULL)),
    CHECK ((entry = 'transfer') = (department = 'transfer')),
    CHECK ((entry = 'transfer') = (transfer IS NOT NULL)),
    CHECK (entry NOT IN ('transfer', 'adjustment') OR origin IS NOT NULL)
);

INSERT INTO posting_of_account (posting_number, account_id, folio_window, stay_id, business_date, service_date, posted_at, entry, department, code, description, amount_minor, included_tax_minor, night, corrects, staff)
    SELECT posting_number, stay_id, 1, stay_id, business_date, business_date, posted_at, CASE WHEN corrects IS NULL THEN 'posting' ELSE 'correction' END, department, code, description, amount_minor, included_tax_minor, night, corrects, staff
    FROM posting ORDER BY posting_number;

DROP TABLE posting;
ALTER TABLE posting_of_account RENAME TO posting;

CREATE INDEX posting_by_account ON posting (account_id, posting_number);
CREATE INDEX posting_by_date ON posting (business_date, account_id, department, code, amount_minor);
CREATE INDEX posting_by_origin ON posting (origin) WHERE origin IS NOT NULL;
CREATE INDEX posting_by_transfer ON posting (transfer) WHERE transfer IS NOT NULL;

-- A night is charged once however often the audit is started: the code is the price's or the tax's own.
CREATE UNIQUE INDEX posting_once_a_night ON posting (stay_id, night, code) WHERE night IS NOT NULL AND corrects IS NULL;

-- Who pays a window of an account, where it is not the guest.
CREATE TABLE folio_payee (
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    folio_window BIGINT NOT NULL CHECK (folio_window BETWEEN 1 AND 8),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    tax_number TEXT NOT NULL,
    PRIMARY KEY (account_id, folio_window)
);

-- Charges of these departments go to another window or account when they are posted. The oldest that fits decides; it
-- ends by a date and is never removed.
CREATE TABLE routing (
    routing_id BIGINT PRIMARY KEY,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    departments TEXT NOT NULL,
    from_date BIGINT NOT NULL,
    until_date BIGINT NOT NULL,
    folio_window BIGINT NOT NULL CHECK (folio_window BETWEEN 1 AND 8),
    account_id BIGINT REFERENCES account (account_id),
    staff TEXT NOT NULL,
    CHECK (until_date >= from_date - 1)
);

CREATE INDEX routing_by_stay ON routing (stay_id, routing_id);

-- Taxes a guest is free from, with the papers that say so.
CREATE TABLE tax_exemption (
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    reason TEXT NOT NULL,
    proof TEXT NOT NULL,
    staff TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (stay_id, reason)
);

-- What is charged each night beside the room, or is part of its price (`included`): a package's elements.
CREATE TABLE fixed_charge (
    charge_id BIGINT PRIMARY KEY,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    department TEXT NOT NULL,
    description TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    included BIGINT NOT NULL CHECK (included IN (0, 1)),
    from_date BIGINT NOT NULL,
    until_date BIGINT NOT NULL CHECK (until_date >= from_date - 1),
    staff TEXT NOT NULL
);

CREATE INDEX fixed_charge_by_stay ON fixed_charge (stay_id, charge_id);

-- The trial balance of each day that the night audit has closed.
CREATE TABLE ledger_day (
    business_date BIGINT NOT NULL,
    ledger TEXT NOT NULL CHECK (ledger IN ('guest', 'deposit', 'city')),
    opening_minor BIGINT NOT NULL,
    charges_minor BIGINT NOT NULL,
    payments_minor BIGINT NOT NULL,
    transfers_minor BIGINT NOT NULL,
    closing_minor BIGINT NOT NULL,
    PRIMARY KEY (business_date, ledger)
);

INSERT INTO ledger_day (business_date, ledger, opening_minor, charges_minor, payments_minor, transfers_minor, closing_minor)
    SELECT a.business_date, 'guest', a.ledger_closing_minor - COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.business_date = a.business_date), 0),
        COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.business_date = a.business_date AND p.department <> 'payment'), 0),
        COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.business_date = a.business_date AND p.department = 'payment'), 0),
        0, a.ledger_closing_minor
    FROM night_audit a WHERE a.status = 'completed' AND a.business_date = (SELECT MAX(business_date) FROM night_audit WHERE status = 'completed');
