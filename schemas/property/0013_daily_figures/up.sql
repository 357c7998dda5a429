-- The audit goes through more steps and can be forced. `step` and `position` tell where it goes on: what is left of a step
-- follows from stays and postings where it can, and from `position` where it cannot.
CREATE TABLE night_audit_with_steps (
    business_date BIGINT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('running', 'completed')),
    step TEXT NOT NULL CHECK (step IN ('devices_start', 'no_shows', 'room_and_tax', 'packages', 'roll_date', 'housekeeping',
        'maintenance', 'statistics', 'reports', 'devices_end', 'done')),
    position BIGINT NOT NULL DEFAULT 0 CHECK (position >= 0),
    started_at BIGINT NOT NULL,
    completed_at BIGINT,
    ledger_closing_minor BIGINT,
    report TEXT,
    forced_by TEXT,
    force_reason TEXT,
    CHECK ((forced_by IS NULL) = (force_reason IS NULL)),
    CHECK ((status = 'completed') = (step = 'done'))
);

INSERT INTO night_audit_with_steps (business_date, status, step, started_at, completed_at, ledger_closing_minor, report)
SELECT business_date, status, step, started_at, completed_at, ledger_closing_minor, report FROM night_audit;

DROP TABLE night_audit;

ALTER TABLE night_audit_with_steps RENAME TO night_audit;

CREATE UNIQUE INDEX night_audit_one_running ON night_audit (status) WHERE status = 'running';

-- How a stay came to the house, read from its reservation once.
CREATE TABLE stay_source (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    channel TEXT NOT NULL,
    segment TEXT NOT NULL
);

-- Reservations given up before arrival, by the business date on which the hotel heard of it.
CREATE TABLE cancelled_line (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    business_date BIGINT NOT NULL,
    guest_name TEXT NOT NULL,
    room_type TEXT NOT NULL,
    rate_plan TEXT NOT NULL,
    arrival BIGINT NOT NULL,
    departure BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    PRIMARY KEY (confirmation_number, line)
);

CREATE INDEX cancelled_line_by_date ON cancelled_line (business_date, confirmation_number, line);

-- A day in figures, for the house and for each of its parts. A night is occupied when somebody slept in it; complimentary and
-- house use are occupied but not sold.
CREATE TABLE daily_statistic (
    dimension TEXT NOT NULL CHECK (dimension IN ('house', 'room_type', 'rate_plan', 'segment', 'channel', 'department')),
    code TEXT NOT NULL,
    business_date BIGINT NOT NULL,
    rooms_total BIGINT NOT NULL CHECK (rooms_total >= 0),
    rooms_out_of_order BIGINT NOT NULL CHECK (rooms_out_of_order BETWEEN 0 AND rooms_total),
    rooms_occupied BIGINT NOT NULL,
    complimentary BIGINT NOT NULL CHECK (complimentary >= 0),
    house_use BIGINT NOT NULL CHECK (house_use >= 0),
    day_use BIGINT NOT NULL CHECK (day_use >= 0),
    arrivals BIGINT NOT NULL CHECK (arrivals >= 0),
    departures BIGINT NOT NULL CHECK (departures >= 0),
    stay_overs BIGINT NOT NULL CHECK (stay_overs >= 0),
    no_shows BIGINT NOT NULL CHECK (no_shows >= 0),
    cancellations BIGINT NOT NULL CHECK (cancellations >= 0),
    adults BIGINT NOT NULL CHECK (adults >= 0),
    children BIGINT NOT NULL CHECK (children >= 0),
    revenue_minor BIGINT NOT NULL,
    included_tax_minor BIGINT NOT NULL,
    other_revenue_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (dimension, code, business_date),
    CHECK (rooms_occupied >= complimentary + house_use)
);

CREATE INDEX daily_statistic_by_date ON daily_statistic (business_date);

-- What was on the books for the coming nights when a day ended: the pickup is what came since the day before.
CREATE TABLE on_books (
    business_date BIGINT NOT NULL,
    night BIGINT NOT NULL CHECK (night > business_date),
    rooms BIGINT NOT NULL CHECK (rooms >= 0),
    revenue_minor BIGINT NOT NULL,
    PRIMARY KEY (business_date, night)
);

-- The reports of a day as they were when it was closed.
CREATE TABLE report_day (
    business_date BIGINT NOT NULL,
    report TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (business_date, report)
);

-- From which balance on a guest stands on the high balance report.
CREATE TABLE report_setting (
    singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
    high_balance_minor BIGINT NOT NULL CHECK (high_balance_minor > 0)
);

INSERT INTO report_setting (singleton, high_balance_minor) VALUES (1, 100000);
