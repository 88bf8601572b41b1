#!/bin/sh
# Serves Debian's Redmine with puma on a PostgreSQL socket, filled like the product under measurement.
# usage: redmine.sh FOLDER SOCKET-FOLDER ISSUES PORT
# FOLDER keeps the copy of the program, its instance and its logs; it is made anew.
set -eu
folder=$1 socket=$2 issues=$3 port=$4
here=$(cd "$(dirname "$0")" && pwd)

rm -rf "$folder"
mkdir -p "$folder"
# A copy, so that neither the installed program nor its default instance is touched.
cp -r /usr/share/redmine "$folder/app"
cd "$folder/app"
rm -f instances config/database.yml Gemfile.lock
cp /var/lib/redmine/Gemfile.lock . 2>/dev/null || true
instance=instances/bench
mkdir -p "$instance/config" "$instance/log" "$instance/tmp" "$instance/files" "$instance/public/plugin_assets" tmp
cat >config/database.yml <<YML
production:
  adapter: postgresql
  database: redmine
  host: $socket
  username: postgres
  encoding: utf8
  pool: 20
YML
cp config/database.yml "$instance/config/"
head -c 40 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$instance/config/secret_key.txt"
echo "gem 'puma'" >Gemfile.local
# The copy reads its own database settings, not those of an installed instance.
sed -i "s#/usr/share/redmine/#./#" Gemfile

export RAILS_ENV=production REDMINE_INSTANCE=bench REDMINE_LANG=zh LANG=C.UTF-8 ISSUES="$issues"
export BUNDLE_APP_CONFIG="$folder/bundle" BUNDLE_USER_HOME="$folder/bundle"
createdb -h "$socket" -U postgres -E UTF8 -T template0 redmine
bundle exec rake db:migrate >"$folder/setup.log" 2>&1 || { tail -20 "$folder/setup.log" >&2; exit 1; }
bundle exec rake redmine:load_default_data >>"$folder/setup.log" 2>&1 || { tail -20 "$folder/setup.log" >&2; exit 1; }
bundle exec rails runner "$here/redmine_fill.rb" >>"$folder/setup.log" 2>&1 || { tail -20 "$folder/setup.log" >&2; exit 1; }
# One worker for each core, as puma's own guide recommends.
exec bundle exec puma -e production -w "$(nproc)" -t 5:5 -b "tcp://127.0.0.1:$port" >"$folder/puma.log" 2>&1
