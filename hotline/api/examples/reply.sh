curl -sS -X POST "$HOTLINE_URL/cases/$CASE/record-first-contact" \
  -H "Authorization: Bearer $UNIT_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $KEY-1" \
  -d '{"leg": "L1", "number": "13800138000"}' \
  -o /dev/null
curl -sS -X POST "$HOTLINE_URL/cases/$CASE/reply" \
  -H "Authorization: Bearer $UNIT_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $KEY-2" \
  -d '{
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已现场劝离，登记摊主信息",
    "public_answer": "您好，执法人员已到现场劝离，将加强巡查。"
  }'
