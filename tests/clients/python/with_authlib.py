"""Gets a token with Authlib's session for assertions (RFC 7521 and 7523), over requests."""

import os
from pathlib import Path

from authlib.integrations.requests_client import AssertionSession

session = AssertionSession(
    token_endpoint=os.environ["ISSUER"] + "token",
    issuer=os.environ["CLIENT_ID"],
    subject=None,
    audience=os.environ["ISSUER"],
    grant_type=AssertionSession.JWT_BEARER_GRANT_TYPE,
    claims={"scope": os.environ["SCOPE"]},
    key=Path(os.environ["KEY"]).read_text(),
    header={"alg": "RS256", "kid": os.environ["KID"]},
    expires_in=120,
)
session.refresh_token()
print(session.token["access_token"])
