curl -sS -X POST "$HOTLINE_URL/cases/$CASE/close" \
  -H "Authorization: Bearer $HOTLINE_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{}'
