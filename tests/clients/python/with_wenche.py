"""Gets a token with Wenche, which sends companies' accounts to Altinn and asks Maskinporten for tokens.

It knows Maskinporten's two addresses and no other, so it is run against a house that has one of them
for its issuer, through a proxy (HTTPS_PROXY) that leads there.
"""

import os
from pathlib import Path

from wenche.auth import VendorCredentials, hent_tokens_for

credentials = VendorCredentials(
    client_id=os.environ["CLIENT_ID"],
    kid=os.environ["KID"],
    private_key_pem=Path(os.environ["KEY"]).read_bytes(),
)
customer = os.environ["CUSTOMER"] or None  # with one, the token is that of its system user
tokens = hent_tokens_for(credentials, customer, scopes=os.environ["SCOPE"])
print(tokens["maskinporten_token"])
