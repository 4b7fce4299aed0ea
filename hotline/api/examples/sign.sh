curl -sS -X POST "$HOTLINE_URL/cases/$CASE/sign" \
  -H "Authorization: Bearer $UNIT_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $KEY" \
  -d '{"leg": "L1"}'
