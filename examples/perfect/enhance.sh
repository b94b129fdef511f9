#!/usr/bin/env bash
# One run of the Perfect (YouCam S2S) API with curl, openssl and jq: log in, reserve, upload, start, poll, download.
#   PERFECT_CLIENT_ID=… PERFECT_CLIENT_SECRET=… bash examples/perfect/enhance.sh portrait.jpg enhanced.jpg
set -euo pipefail

url=${ATELIER_URL:-http://127.0.0.1:8787}
picture=${1:?give a picture} result=${2:-enhanced.jpg}
type=image/jpeg
[[ $picture == *.png ]] && type=image/png

# The id_token: RSA with PKCS#1 v1.5 padding under the client secret, which is a public key (SubjectPublicKeyInfo, DER, base64).
key=$(mktemp)
trap 'rm -f "$key"' EXIT
base64 -d <<<"$PERFECT_CLIENT_SECRET" >"$key"
id_token=$(printf 'client_id=%s&timestamp=%s' "$PERFECT_CLIENT_ID" "$(date +%s%3N)" |
  openssl pkeyutl -encrypt -pubin -keyform DER -inkey "$key" -pkeyopt rsa_padding_mode:pkcs1 | base64 -w 0)

# Prints the answer; says why and ends the run where there is none.
call() { curl --silent --show-error --fail-with-body "$@" || { echo >&2; exit 1; }; }
post() { call -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2" "$url/s2s/v1.0/$1"; }

token=$(jq -n --arg id "$PERFECT_CLIENT_ID" --arg token "$id_token" '{client_id: $id, id_token: $token}' |
  call -H 'Content-Type: application/json' -d @- "$url/s2s/v1.0/client/auth" | jq -r .result.access_token)

place=$(post file/enhance "{\"files\": [{\"content_type\": \"$type\", \"file_name\": \"portrait\"}]}" | jq '.result.files[0]')
file=$(jq -r .file_id <<<"$place")
# The upload goes where the answer says, with the headers that it names, and without the token.
jq -r '.requests[0].headers | to_entries[] | "\(.key): \(.value)"' <<<"$place" |
  call -X PUT -H @- --data-binary "@$picture" "$(jq -r '.requests[0].url' <<<"$place")"

task=$(post task/enhance "{\"request_id\": 0, \"payload\": {
  \"file_sets\": {\"src_ids\": [\"$file\"]}, \"actions\": [{\"id\": 0, \"params\": {\"scale\": 1}}], \"output_ext\": \"jpg\"}}" |
  jq -r .result.task_id)

# A task that nobody polls for ten seconds is lost.
while true; do
  state=$(call -H "Authorization: Bearer $token" -G --data-urlencode "task_id=$task" "$url/s2s/v1.0/task/enhance" | jq .result)
  [[ $(jq -r .status <<<"$state") == running ]] || break
  sleep "$(jq .polling_interval/1000 <<<"$state")"
done
[[ $(jq -r .status <<<"$state") == success ]] || { echo "the task failed: $(jq -r .error <<<"$state")" >&2; exit 1; }

call -o "$result" "$(jq -r '.results[0].data[0].url' <<<"$state")"
echo "$result  $(wc -c <"$result") bytes"
