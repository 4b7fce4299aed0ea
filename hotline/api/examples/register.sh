curl -sS -X POST "$HOTLINE_URL/contacts" \
  -H "Authorization: Bearer $HOTLINE_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $KEY" \
  -d '{
    "channel": "phone",
    "caller_name": "王建国",
    "caller_phone": "13800138000",
    "matters": [{
      "kind": "complaint",
      "topic": "cg/zd",
      "area": "dong/heping",
      "title": "烧烤摊占道经营",
      "text": "和平路口每晚有烧烤摊占道，油烟很大。",
      "address": "和平路12号",
      "triage": {"type": "Accept"},
      "dispatch": true
    }]
  }'
