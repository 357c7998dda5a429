-- What a guest with a share of their own pays a night, so that it can be given out again when somebody joins, leaves or
-- stays longer.
ALTER TABLE stay_share ADD COLUMN share_minor BIGINT NOT NULL DEFAULT 0 CHECK (share_minor >= 0);

UPDATE stay_share SET share_minor = COALESCE((SELECT MAX(n.price_minor) FROM stay_night n
    WHERE n.stay_id = stay_share.stay_id), 0) WHERE basis = 'custom';
