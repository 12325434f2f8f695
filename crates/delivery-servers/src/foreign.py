"""A mail server for tests: takes mail after STARTTLS and AUTH alone, and writes down what it took, a line of JSON each."""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, user, password = sys.argv[1:4]


class Taker:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        forms = [part for part in message.walk() if not part.is_multipart()]
        taken = {
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "user": session.auth_data or "",
            "is_private": session.ssl is not None,
            "message_id": message["Message-ID"],
            "subject": message["Subject"],
            "kinds": [part.get_content_type() for part in forms],
            # Mail ends its lines as the standard says; what people read does not show how.
            "forms": [part.get_content().replace("\r\n", "\n") for part in forms],
        }
        with open(os.path.join(folder, "taken.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(taken) + "\n")
        return "250 2.0.0 taken by another's server"


def sign_in(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (user.encode(), password.encode())
    return AuthResult(success=is_right, handled=False, auth_data=user)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem"))

    def protocol():
        return SMTP(
            Taker(),
            hostname="foreign.example",
            tls_context=context,
            require_starttls=True,
            authenticator=sign_in,
            auth_required=True,
            auth_require_tls=True,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
