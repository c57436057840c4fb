"""Makes the vectors beside it with another implementation (PyPI cryptography >= 47).

The keys are made of fixed seeds and are nobody's. ML-DSA signs with fresh randomness, so a second run
gives another line.
"""

import base64
import hashlib
import pathlib
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

here = pathlib.Path(__file__).parent
note = (here.parent / "tlog" / "checkpoint").read_bytes()
text = note[: note.rindex(b"\n\n") + 1]
origin, size, root = text.decode().splitlines()[:3]
TIME = 1_795_000_000


def raw(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def vkey_and_line(name, kind, public, signature):
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    blob = key_id + struct.pack(">Q", TIME) + signature
    vkey = f"{name}+{key_id.hex()}+{base64.b64encode(bytes([kind]) + public).decode()}\n"
    return vkey, f"\u2014 {name} {base64.b64encode(blob).decode()}\n"


def ed25519(name):
    key = Ed25519PrivateKey.from_private_bytes(b"\x04" * 32)
    signature = key.sign(f"cosignature/v1\ntime {TIME}\n".encode() + text)
    return vkey_and_line(name, 0x04, raw(key), signature)


def ml_dsa_44(name, cosigner):
    key = MLDSA44PrivateKey.from_seed_bytes(b"\x06" * 32)
    message = b"subtree/v1\n\0" + bytes([len(cosigner)]) + cosigner.encode()
    message += struct.pack(">Q", TIME) + bytes([len(origin)]) + origin.encode()
    message += struct.pack(">QQ", 0, int(size)) + base64.b64decode(root)
    return vkey_and_line(name, 0x06, raw(key), key.sign(message))


lines = [
    ed25519("witness.example/ed25519"),
    ml_dsa_44("witness.example/ml-dsa", "witness.example/ml-dsa"),
    ml_dsa_44(origin, origin),
]
(here / "vkeys").write_text("".join(vkey for vkey, _ in lines))
(here / "checkpoint").write_bytes(note + "".join(line for _, line in lines).encode())
