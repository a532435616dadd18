# 1. Create session
SESSION_ID=$(curl -s -X POST "https://platform.productos.dev/api/v1/sessions" \
  -H "Authorization: Bearer $PRODUCTOS_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"idea":"AI-powered habit tracker for remote workers"}' \
  | jq -r .sessionId)

# 2. Run Ideation (SSE)
curl -N -X POST "https://platform.productos.dev/api/v1/sessions/$SESSION_ID/ideation-agent" \
  -H "Authorization: Bearer $PRODUCTOS_API_KEY" \
  -H "Content-Type: application/json" \
  -H "Accept: text/event-stream" \
  -d '{"messages":[{"role":"user","content":"Help me shape this idea"}]}'

# 3. Research opportunities
curl -N -X POST "https://platform.productos.dev/api/v1/sessions/$SESSION_ID/research-agent" \
  -H "Authorization: Bearer $PRODUCTOS_API_KEY" \
  -H "Accept: text/event-stream" \
  -d '{}'

# 4. Generate PRD → Design → Code
curl -N -X POST "https://platform.productos.dev/api/v1/sessions/$SESSION_ID/prd-agent"    -H "Authorization: Bearer $PRODUCTOS_API_KEY" -H "Accept: text/event-stream" -d '{"opportunityIndex":0}'
curl -N -X POST "https://platform.productos.dev/api/v1/sessions/$SESSION_ID/design-agent" -H "Authorization: Bearer $PRODUCTOS_API_KEY" -H "Accept: text/event-stream" -d '{}'
curl -N -X POST "https://platform.productos.dev/api/v1/sessions/$SESSION_ID/code-agent"   -H "Authorization: Bearer $PRODUCTOS_API_KEY" -H "Accept: text/event-stream" -d '{}'
