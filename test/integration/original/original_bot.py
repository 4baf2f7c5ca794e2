"""A bot of the original description, on Python's own HTTP server: python3 original_bot.py PORT DISCORD_API GUILD

It reads INTERNAL_API_SECRET and DISCORD_TOKEN from the environment.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PORT, DISCORD_API, GUILD = int(sys.argv[1]), sys.argv[2], sys.argv[3]
SECRET = os.environ["INTERNAL_API_SECRET"]
TOKEN = os.environ["DISCORD_TOKEN"]


def discord(method, path, body=None):
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(DISCORD_API + path, data=content, headers=headers, method=method)) as response:
            answer = response.read()
            return response.status, json.loads(answer) if answer else None
    except HTTPError as error:
        return error.code, None


def update_roles(request):
    member = f"/guilds/{GUILD}/members/{request['discord_id']}"
    reply = {"success": False, "message": "", "roles_updated": False, "guild_id": None}
    if discord("GET", member)[0] == 404:
        return reply | {"message": f"Member not in guild: {request['discord_id']}"}
    changes = [("PUT", role) for role in request.get("add_roles") or []]
    changes += [("DELETE", role) for role in request.get("remove_roles") or []]
    for method, role in changes:
        status, _ = discord(method, f"{member}/roles/{role}")
        if status >= 400:
            return reply | {"message": "Role not found" if status == 404 else "Missing permissions"}
    return {"success": True, "message": "Rollen geändert ✓", "roles_updated": True, "guild_id": GUILD}


def notify(request):
    reply = {"success": True, "message": "DM failed", "notification_sent": False}
    status, channel = discord("POST", "/users/@me/channels", {"recipient_id": request["discord_id"]})
    if status >= 400:
        return reply | {"message": "User not found"}
    content = f"{request['action']} {request.get('plan')}"
    status, _ = discord("POST", f"/channels/{channel['id']}/messages", {"content": content})
    return reply if status >= 400 else reply | {"message": "DM sent", "notification_sent": True}


OPERATIONS = {"/internal/roles/update": update_roles, "/internal/notify": notify}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, {"status": "healthy", "service": "discord-bot", "version": "1.0.0"})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = OPERATIONS.get(self.path)
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            self.answer(401, {"detail": "Invalid token"})
        elif operation is None:
            self.answer(404, {"detail": "Not Found"})
        else:
            self.answer(200, operation(request))

    def answer(self, status, body):
        content = json.dumps(body, indent=2).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


with ThreadingHTTPServer(("127.0.0.1", PORT), Handler) as server:
    print("ready", flush=True)
    server.serve_forever()
