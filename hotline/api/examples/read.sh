curl -sS "$HOTLINE_URL/cases/$CASE" \
  -H "Authorization: Bearer $HOTLINE_TOKEN"
