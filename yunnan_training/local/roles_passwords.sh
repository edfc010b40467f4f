#!/bin/sh
# Run once by the postgres image after roles.sql: over the network the two roles need a password.
set -eu
psql -X -v ON_ERROR_STOP=1 -U postgres -d postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
ALTER ROLE yunnan_owner PASSWORD :'owner';
ALTER ROLE yunnan_app PASSWORD :'app';
SQL
