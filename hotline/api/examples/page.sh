curl -sS -G "$HOTLINE_URL/cases" \
  -H "Authorization: Bearer $HOTLINE_TOKEN" \
  --data-urlencode "stage=handling" \
  --data-urlencode "after=$AFTER"
