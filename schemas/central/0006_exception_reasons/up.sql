-- Why an exception was listed, as a code beside the words: so that a console can say it in the reader's language.
ALTER TABLE desk_exception ADD COLUMN reason text NOT NULL DEFAULT 'other';
ALTER TABLE desk_exception ALTER COLUMN reason DROP DEFAULT;
