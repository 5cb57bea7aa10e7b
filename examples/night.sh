#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# night.sh REPORT.jsonl STORE.db URL: a table of a night's recordings; the token is in NOCTULE_TOKEN.
set -euo pipefail
report=$1 store=$2 url=$3

# The calls of a recording; the token is passed on standard input, so that it shows in no process list.
calls_of() {
  printf 'header = "Authorization: Bearer %s"\n' "$NOCTULE_TOKEN" |
    curl --silent --show-error --fail --config - "$url/api/v1/recording/$1/calls"
}

echo "name,recorded_at,temperature_c,calls,mean_peak_khz"
jq -r 'select(.id and .calls != null and (.duplicate_of // "") == "") | "\(.id) \(.calls)"' "$report" |
  sort -n |
  while read -r id calls; do
    row=$(sqlite3 -readonly -separator , "$store" "
      SELECT name, ifnull(recorded_at, ''), ifnull(metadata ->> '\$.details.temperature_c', '')
      FROM recording WHERE id = $id")
    peak=$(calls_of "$id" | jq -r '[.calls[].peak_freq] | if length > 0 then add / length / 1000 else empty end')
    echo "$row,$calls,${peak:+$(printf '%.1f' "$peak")}"
  done
