import base64
import hashlib
import hmac
import json
import os
import time
import uuid

import httpx

SECRET = os.environ["INTERNAL_API_SECRET"]
BOT = os.environ["BOT_INTERNAL_URL"]
BACKEND = os.environ["BACKEND_INTERNAL_URL"]
http = httpx.Client(timeout=20, transport=httpx.HTTPTransport(retries=3))


def call(base, method, path, body=None, key=None):
    content = "" if body is None else json.dumps(body)
    call_id, now = key or str(uuid.uuid4()), str(int(time.time()))
    signed = f"{call_id}.{now}.{method} {path}\n{content}"
    digest = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "webhook-id": call_id,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        headers["Idempotency-Key"] = key
    response = http.request(method, base + path, headers=headers, content=content.encode())
    reply = response.json()
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code} {reply['code']}: {reply['error']} (request {reply['request_id']})")
    return reply
