DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_user); END $$;
