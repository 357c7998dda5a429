-- A manager may count the drawer of a cashier who went home.
ALTER TABLE cashier_shift ADD COLUMN closed_by TEXT;
UPDATE cashier_shift SET closed_by = staff WHERE status = 'closed';
