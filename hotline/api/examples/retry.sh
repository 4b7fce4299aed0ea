# 没有收到应答时不知道办成没有：同一个键、同样的内容再发一次，已办成的原样返回，repeated 为 true
for try in 1 2; do
  curl -sS --retry 5 --retry-connrefused -X POST "$HOTLINE_URL/cases/$CASE/record-progress" \
    -H "Authorization: Bearer $UNIT_TOKEN" \
    -H "Content-Type: application/json" \
    -H "Idempotency-Key: $KEY" \
    -d '{"leg": "L1", "note": "已联系社区，今晚联合巡查"}'
done
