#!/usr/bin/python3
"""A mail server for tests: keeps what it takes in a folder, one file a message, and behaves as the reader's name says.

refuse@…  550 to RCPT                grey@…  451 to RCPT until it was asked three times
die@…     ends, hard, when the message has been sent and before it is answered
late@…    takes the message, keeps it, and ends before it says so

usage: mail_server.py FOLDER PORT [--mild] [--tls CERTIFICATE KEY | --starttls CERTIFICATE KEY] [--login USER PASSWORD]
With --mild no name means anything.
Prints its port when it listens.
"""
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


def option(name, count):
    if name not in sys.argv:
        return None
    at = sys.argv.index(name)
    return sys.argv[at + 1:at + 1 + count]


folder = sys.argv[1]
port = int(sys.argv[2])
login = option("--login", 2)
mild = "--mild" in sys.argv
asked = {}


def name_of(address):
    return "anybody" if mild else address.split("@")[0]


class Reader:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = name_of(address)
        asked[name] = asked.get(name, 0) + 1
        if name == "refuse":
            return f"550 5.1.1 <{address}>: no such reader here"
        if name == "grey" and asked[name] < 3:
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = name_of(envelope.rcpt_tos[0])
        if name == "die":
            os._exit(9)
        path = os.path.join(folder, f"{time.time_ns()}.eml")
        with open(path + ".part", "wb") as file:
            file.write(f"X-Reader: {envelope.rcpt_tos[0]}\r\nX-Encrypted: {bool(tls) or session.ssl is not None}\r\n".encode())
            file.write(envelope.content)
        os.rename(path + ".part", path)
        if name == "late":
            os._exit(9)
        return "250 OK taken"


def check(server, session, envelope, mechanism, data):
    right = [data.login.decode(), data.password.decode()] == login
    return AuthResult(success=right, handled=False)


def context(files):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


tls = option("--tls", 2)
starttls = option("--starttls", 2)
settings = {}
if starttls:
    settings |= {"tls_context": context(starttls), "require_starttls": True}
if login:
    settings |= {"authenticator": check, "auth_required": True, "auth_require_tls": not tls}
controller = Controller(Reader(), hostname="127.0.0.1", port=port, ssl_context=context(tls) if tls else None,
                        server_hostname="mail.test", data_size_limit=64 * 1024 * 1024, **settings)
controller.start()
print(controller.server.sockets[0].getsockname()[1], flush=True)
while True:
    time.sleep(3600)
