#!/bin/sh
# The part of the official image's settings that a deployment of Setpoint needs:
#   POSTGRES_PASSWORD (required), POSTGRES_USER (postgres), POSTGRES_DB (as the user), PGDATA
set -eu
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -n "${POSTGRES_PASSWORD:-}" ] || { echo "POSTGRES_PASSWORD must be set" >&2; exit 1; }
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  umask 077
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/pwfile
  initdb --pgdata="$PGDATA" --username="$user" --pwfile=/tmp/pwfile --encoding=UTF8 --locale=C \
    --auth-local=trust --auth-host=scram-sha-256 --data-checksums
  rm -f /tmp/pwfile
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  if [ "$database" != postgres ]; then
    name=$(printf %s "$database" | sed 's/"/""/g')
    echo "CREATE DATABASE \"$name\"" | postgres --single -D "$PGDATA" postgres >/dev/null
  fi
fi
[ "${1:-postgres}" = postgres ] || exec "$@"
shift || true
exec postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
