"""The same server over TLS, on a port of its own.

Browsers keep `__Host-` cookies only of answers that came over TLS, and an API of AWS has no other way in. The certificate
names `localhost`, is made at start, and nobody keeps its key: it is good for this run.
"""

import datetime
import ipaddress
import os
import tempfile

import hypercorn.asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from emulator.shape import function, need

# More than the doctor wants of a certificate.
DAYS = 90


def install(port: int) -> str:
    """Serve TLS on this port of loopback beside plain HTTP. Answers the certificate, as PEM."""
    serve = function(hypercorn.asyncio, "serve", "app", "config")
    key, certificate = self_signed()

    def serve_both(app, config, **more):
        need(config.insecure_bind == [] and len(config.bind) == 1, "it listens on more than its one port")
        config.insecure_bind, config.bind = config.bind, [f"127.0.0.1:{port}"]
        with tempfile.TemporaryDirectory() as folder:
            config.keyfile = written(folder, "key.pem", key)
            config.certfile = written(folder, "certificate.pem", certificate)
            context = config.create_ssl_context()
        config.create_ssl_context = lambda: context
        return serve(app, config, **more)

    hypercorn.asyncio.serve = serve_both
    return certificate.decode()


def self_signed() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of containers lag behind.
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(pem)


def written(folder: str, name: str, content: bytes) -> str:
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return path
