-- The two roles of the portal, for the private instance, docker compose and a real server alike (run by psql as a
-- superuser; running it twice does no harm). yunnan_owner owns the schema and migrates. yunnan_app is what web and
-- worker log in as: it reads and writes rows, owns nothing, and can neither TRUNCATE nor switch a trigger off.

SELECT 'CREATE ROLE yunnan_app LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yunnan_app') \gexec

SELECT 'CREATE ROLE yunnan_owner LOGIN CREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yunnan_owner') \gexec

-- The tests are the owner and step down to the weaker role to show what it cannot do.
GRANT yunnan_app TO yunnan_owner;

-- In template1, so that every database made later, a test's too, is born with the same privileges.
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE yunnan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yunnan_app;
ALTER DEFAULT PRIVILEGES FOR ROLE yunnan_owner GRANT USAGE, SELECT ON SEQUENCES TO yunnan_app;

\connect postgres
SELECT 'CREATE DATABASE yunnan OWNER yunnan_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'yunnan') \gexec
