-- Field service. Numbers are gap-free, instants microseconds, nights days, times of day minutes after local midnight.

-- How long the hotel gives itself, in minutes of service time.
CREATE TABLE maintenance_priority (
    priority TEXT PRIMARY KEY CHECK (priority IN ('emergency', 'urgent', 'normal', 'low')),
    respond_minutes BIGINT NOT NULL CHECK (respond_minutes > 0),
    complete_minutes BIGINT NOT NULL CHECK (complete_minutes >= respond_minutes),
    around_the_clock BIGINT NOT NULL CHECK (around_the_clock IN (0, 1))
);

INSERT INTO maintenance_priority (priority, respond_minutes, complete_minutes, around_the_clock) VALUES
    ('emergency', 10, 60, 1), ('urgent', 30, 240, 1), ('normal', 240, 1440, 0), ('low', 1440, 4320, 0);

CREATE TABLE maintenance_hours (
    weekday BIGINT PRIMARY KEY CHECK (weekday BETWEEN 1 AND 7),
    from_minute BIGINT NOT NULL CHECK (from_minute >= 0),
    until_minute BIGINT NOT NULL CHECK (until_minute >= from_minute AND until_minute <= 1440)
);

INSERT INTO maintenance_hours (weekday, from_minute, until_minute) VALUES
    (1, 420, 1320), (2, 420, 1320), (3, 420, 1320), (4, 420, 1320), (5, 420, 1320), (6, 480, 1200), (7, 480, 1200);

CREATE TABLE maintenance_closed_day (night BIGINT PRIMARY KEY);

-- Failures of one kind in one room within so many days are a repeat.
CREATE TABLE maintenance_setting (
    singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
    revision BIGINT NOT NULL,
    repeat_failures BIGINT NOT NULL CHECK (repeat_failures >= 2),
    repeat_days BIGINT NOT NULL CHECK (repeat_days >= 1)
);

INSERT INTO maintenance_setting (singleton, revision, repeat_failures, repeat_days) VALUES (1, 1, 3, 30);

-- What is looked at before a repair counts; one point a line.
CREATE TABLE maintenance_checklist (
    category TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    points_en TEXT NOT NULL,
    points_zh TEXT NOT NULL
);

INSERT INTO maintenance_checklist (category, revision, points_en, points_zh) VALUES
('hvac', 1, 'Blows air at the set temperature after ten minutes
No noise, no dripping
Filter in place', '十分钟后出风达到设定温度
无异响、无滴水
滤网已装好'),
    ('plumbing', 1, 'Water runs warm and cold
No leak under pressure
Drain empties at once', '冷热水正常
加压无渗漏
排水通畅'),
    ('bathroom', 1, 'Flush, tap and shower work
No leak, seals whole
Left clean and dry', '马桶、龙头、花洒正常
无渗漏，胶封完好
清洁干燥'),
    ('electrical', 1, 'Socket or device has power
Breaker holds under load
Cover closed, nothing exposed', '插座或设备通电
带载不跳闸
面板盖好，无裸露'),
    ('lighting', 1, 'Every lamp lights
Switch and dimmer work', '所有灯具点亮
开关与调光正常'),
    ('lock', 1, 'Opens with guest and staff key
Closes and bolts by itself
Battery shows good', '客用与员工钥匙均可开启
自动关闭并上锁
电池电量正常'),
    ('television', 1, 'Picture and sound on every source
Remote control works', '各信号源有画面和声音
遥控器正常'),
    ('internet', 1, 'A telephone joins the room''s network
A page opens', '手机可连接房间网络
网页可打开'),
    ('furniture', 1, 'Stands firm, no sharp edge
Looks as new from the door', '稳固、无锐边
从门口看如新'),
    ('minibar', 1, 'Cools below 8 degrees
Door closes, no noise', '温度低于8度
门能关严、无异响'),
    ('laundry', 1, 'Runs a whole cycle
No leak', '完整运行一个程序
无渗漏'),
    ('kitchen', 1, 'Works under load
Clean and safe to touch', '带载运行正常
清洁且可安全触碰'),
    ('elevator', 1, 'Stops level at every floor
Doors reopen on an obstacle
Emergency call answers', '各层平层准确
遇阻门重新开启
紧急呼叫有应答'),
    ('safety', 1, 'Device reports to the panel
Test alarm heard
Entry in the safety book', '设备在主机上在线
测试报警可听到
已记入安全台账'),
    ('pool', 1, 'Water values in range
Pump and filter run', '水质指标合格
水泵与过滤运行'),
    ('building', 1, 'Safe for guests
Left clean', '对客人安全
现场清洁'),
    ('other', 1, 'Works as it should
Left clean', '功能正常
现场清洁');

CREATE TABLE vendor (
    vendor BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    telephone TEXT,
    email TEXT,
    note TEXT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1))
);

CREATE TABLE service_contract (
    service_contract BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    vendor BIGINT NOT NULL REFERENCES vendor (vendor),
    name TEXT NOT NULL,
    starts_on BIGINT NOT NULL,
    ends_on BIGINT NOT NULL CHECK (ends_on >= starts_on),
    response_minutes BIGINT NOT NULL CHECK (response_minutes > 0),
    annual_minor BIGINT NOT NULL CHECK (annual_minor >= 0),
    note TEXT
);

CREATE TABLE asset (
    asset BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    meter_reading BIGINT NOT NULL CHECK (meter_reading >= 0),
    tag TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    room TEXT REFERENCES room (room),
    area TEXT,
    maker TEXT,
    model TEXT,
    serial TEXT,
    installed_on BIGINT,
    warranty_until BIGINT,
    warranty_vendor BIGINT REFERENCES vendor (vendor),
    service_contract BIGINT REFERENCES service_contract (service_contract),
    replacement_minor BIGINT NOT NULL CHECK (replacement_minor >= 0),
    meter_unit TEXT,
    note TEXT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    CHECK (room IS NOT NULL OR area IS NOT NULL)
);

CREATE INDEX asset_by_room ON asset (room, category);
CREATE INDEX asset_by_category ON asset (category, asset);
CREATE INDEX asset_by_contract ON asset (service_contract);

-- A meter only counts up.
CREATE TABLE asset_reading (
    asset_reading BIGINT PRIMARY KEY,
    asset BIGINT NOT NULL REFERENCES asset (asset),
    read_at BIGINT NOT NULL,
    reading BIGINT NOT NULL CHECK (reading >= 0),
    staff TEXT NOT NULL
);

CREATE INDEX asset_reading_by_asset ON asset_reading (asset, asset_reading);

CREATE TABLE technician (
    technician BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    staff TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    hourly_minor BIGINT NOT NULL CHECK (hourly_minor >= 0),
    retired BIGINT NOT NULL CHECK (retired IN (0, 1))
);

-- Level 1 can, 2 is good at it, 3 teaches it.
CREATE TABLE technician_skill (
    technician BIGINT NOT NULL REFERENCES technician (technician),
    category TEXT NOT NULL,
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    PRIMARY KEY (technician, category)
);

CREATE TABLE technician_hours (
    technician BIGINT NOT NULL REFERENCES technician (technician),
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute BIGINT NOT NULL CHECK (from_minute >= 0),
    until_minute BIGINT NOT NULL CHECK (until_minute > from_minute AND until_minute <= 1440),
    PRIMARY KEY (technician, weekday)
);

-- Both days are away.
CREATE TABLE technician_absence (
    technician_absence BIGINT PRIMARY KEY,
    technician BIGINT NOT NULL REFERENCES technician (technician),
    from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL CHECK (until_day >= from_day),
    reason TEXT NOT NULL
);

CREATE INDEX technician_absence_by_day ON technician_absence (technician, until_day);

CREATE TABLE plan (
    plan BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    every_count BIGINT NOT NULL CHECK (every_count > 0),
    every_unit TEXT NOT NULL CHECK (every_unit IN ('day', 'week', 'month', 'meter')),
    lead_days BIGINT NOT NULL CHECK (lead_days >= 0),
    slack_days BIGINT NOT NULL CHECK (slack_days >= 0),
    prefer_vacant BIGINT NOT NULL CHECK (prefer_vacant IN (0, 1)),
    estimated_minutes BIGINT NOT NULL CHECK (estimated_minutes > 0),
    instructions TEXT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1))
);

-- Each thing a plan looks after has its own next date, or its own next reading.
CREATE TABLE plan_target (
    plan BIGINT NOT NULL REFERENCES plan (plan),
    target BIGINT NOT NULL,
    asset BIGINT REFERENCES asset (asset),
    room TEXT REFERENCES room (room),
    area TEXT,
    next_due BIGINT,
    next_meter BIGINT,
    PRIMARY KEY (plan, target),
    CHECK (asset IS NOT NULL OR room IS NOT NULL OR area IS NOT NULL),
    CHECK ((next_due IS NULL) <> (next_meter IS NULL))
);

CREATE INDEX plan_target_due ON plan_target (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX plan_target_meter ON plan_target (asset) WHERE next_meter IS NOT NULL;

CREATE TABLE article (
    article BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    helpful BIGINT NOT NULL CHECK (helpful >= 0),
    unhelpful BIGINT NOT NULL CHECK (unhelpful >= 0),
    terms BIGINT NOT NULL CHECK (terms >= 0),
    category TEXT NOT NULL,
    symptom_en TEXT NOT NULL,
    symptom_zh TEXT NOT NULL,
    cause_en TEXT NOT NULL,
    cause_zh TEXT NOT NULL,
    remedy_en TEXT NOT NULL,
    remedy_zh TEXT NOT NULL,
    maker TEXT,
    model TEXT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    CHECK (symptom_en <> '' OR symptom_zh <> '')
);

-- The index of the search: how often a term stands in an article, words of the symptom counted more.
CREATE TABLE article_term (
    term TEXT NOT NULL,
    article BIGINT NOT NULL REFERENCES article (article),
    weight BIGINT NOT NULL CHECK (weight > 0),
    PRIMARY KEY (term, article)
);

CREATE INDEX article_term_by_article ON article_term (article);

-- One vote a person; a second one replaces the first.
CREATE TABLE article_vote (
    article BIGINT NOT NULL REFERENCES article (article),
    staff TEXT NOT NULL,
    helpful BIGINT NOT NULL CHECK (helpful IN (0, 1)),
    PRIMARY KEY (article, staff)
);

CREATE TABLE work_order (
    work_order BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reported', 'triaged', 'assigned', 'in_progress', 'waiting_parts',
        'waiting_vendor', 'waiting_guest', 'repaired', 'checked', 'closed', 'reopened', 'cancelled', 'duplicate')),
    origin TEXT NOT NULL CHECK (origin IN ('desk', 'housekeeping', 'guest', 'inspection', 'plan')),
    priority TEXT NOT NULL REFERENCES maintenance_priority (priority),
    category TEXT NOT NULL,
    symptom TEXT NOT NULL,
    detail TEXT,
    room TEXT REFERENCES room (room),
    area TEXT,
    asset BIGINT REFERENCES asset (asset),
    stay_id BIGINT REFERENCES stay (stay_id),
    plan BIGINT REFERENCES plan (plan),
    plan_target BIGINT,
    plan_round BIGINT,
    preferred_on BIGINT,
    duplicate_of BIGINT REFERENCES work_order (work_order),
    vendor BIGINT REFERENCES vendor (vendor),
    reported_by TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    technician BIGINT REFERENCES technician (technician),
    scheduled_from BIGINT,
    scheduled_until BIGINT,
    estimated_minutes BIGINT NOT NULL CHECK (estimated_minutes > 0),
    respond_minutes BIGINT NOT NULL CHECK (respond_minutes > 0),
    complete_minutes BIGINT NOT NULL CHECK (complete_minutes >= respond_minutes),
    around_the_clock BIGINT NOT NULL CHECK (around_the_clock IN (0, 1)),
    clock_used_us BIGINT NOT NULL CHECK (clock_used_us >= 0),
    clock_since BIGINT,
    responded_at BIGINT,
    responded_used_us BIGINT NOT NULL,
    respond_due_at BIGINT,
    due_at BIGINT,
    room_out BIGINT NOT NULL CHECK (room_out IN (0, 1)),
    room_outage BIGINT,
    cause TEXT,
    remedy TEXT,
    article BIGINT REFERENCES article (article),
    repaired_by TEXT,
    repaired_at BIGINT,
    checked_by TEXT,
    checked_at BIGINT,
    closed_at BIGINT,
    repeat_count BIGINT NOT NULL CHECK (repeat_count >= 0),
    labour_minutes BIGINT NOT NULL CHECK (labour_minutes >= 0),
    labour_minor BIGINT NOT NULL CHECK (labour_minor >= 0),
    parts_minor BIGINT NOT NULL CHECK (parts_minor >= 0),
    vendor_minor BIGINT NOT NULL CHECK (vendor_minor >= 0),
    CHECK (room IS NOT NULL OR area IS NOT NULL),
    CHECK (checked_by <> repaired_by),
    CHECK (state <> 'assigned' OR technician IS NOT NULL),
    CHECK (state NOT IN ('repaired', 'checked', 'closed') OR repaired_at IS NOT NULL),
    CHECK (state NOT IN ('checked', 'closed') OR checked_by IS NOT NULL),
    CHECK ((state = 'duplicate') = (duplicate_of IS NOT NULL)),
    CHECK (duplicate_of < work_order),
    CHECK (scheduled_until > scheduled_from),
    CHECK ((plan IS NULL) = (origin <> 'plan'))
);

CREATE INDEX work_order_open ON work_order (work_order) WHERE state NOT IN ('closed', 'cancelled', 'duplicate');
CREATE INDEX work_order_by_room ON work_order (room, category, reported_at);
CREATE INDEX work_order_by_asset ON work_order (asset, reported_at);
CREATE INDEX work_order_by_time ON work_order (reported_at);
CREATE INDEX work_order_by_technician ON work_order (technician, work_order);
CREATE INDEX work_order_scheduled ON work_order (scheduled_from, technician) WHERE scheduled_from IS NOT NULL;
CREATE INDEX work_order_by_original ON work_order (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- A plan asks once for each round of a target, however often it is run.
CREATE UNIQUE INDEX work_order_once_a_round ON work_order (plan, plan_target, plan_round) WHERE plan IS NOT NULL;

-- Append-only: everything that happened to an order.
CREATE TABLE work_order_event (
    work_order_event BIGINT PRIMARY KEY,
    work_order BIGINT NOT NULL REFERENCES work_order (work_order),
    happened_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'edit', 'note', 'part', 'labour', 'vendor_cost', 'room')),
    from_state TEXT,
    to_state TEXT,
    note TEXT,
    quantity BIGINT,
    amount_minor BIGINT,
    CHECK ((kind = 'state') = (to_state IS NOT NULL))
);

CREATE INDEX work_order_event_by_order ON work_order_event (work_order, work_order_event);

-- Append-only: each look at a repair, point by point, '+' held and '-' did not.
CREATE TABLE work_order_check (
    work_order_check BIGINT PRIMARY KEY,
    work_order BIGINT NOT NULL REFERENCES work_order (work_order),
    checked_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    points TEXT NOT NULL,
    note TEXT
);

CREATE INDEX work_order_check_by_order ON work_order_check (work_order, work_order_check);

CREATE TABLE part (
    part BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    stock BIGINT NOT NULL CHECK (stock >= 0),
    code TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    category TEXT NOT NULL,
    unit TEXT NOT NULL,
    minimum BIGINT NOT NULL CHECK (minimum >= 0),
    cost_minor BIGINT NOT NULL CHECK (cost_minor >= 0),
    place TEXT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1))
);

CREATE INDEX part_short ON part (part) WHERE stock < minimum AND retired = 0;

-- Append-only; a part's stock is the sum of its movements, and what stood after each of them was never below nothing.
CREATE TABLE part_movement (
    part_movement BIGINT PRIMARY KEY,
    part BIGINT NOT NULL REFERENCES part (part),
    work_order BIGINT REFERENCES work_order (work_order),
    moved_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'use', 'return', 'count')),
    quantity BIGINT NOT NULL CHECK (quantity <> 0),
    stock_after BIGINT NOT NULL CHECK (stock_after >= 0),
    cost_minor BIGINT NOT NULL CHECK (cost_minor >= 0),
    note TEXT,
    CHECK ((kind IN ('use', 'return')) = (work_order IS NOT NULL)),
    CHECK (kind <> 'use' OR quantity < 0),
    CHECK (kind NOT IN ('receipt', 'return') OR quantity > 0)
);

CREATE INDEX part_movement_by_part ON part_movement (part, part_movement);
CREATE INDEX part_movement_by_order ON part_movement (work_order, part) WHERE work_order IS NOT NULL;
