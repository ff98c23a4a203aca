"""A certificate authority of the simulator's own, and the certificate with which it signs what it delivers in PayPal's name.

Made once per world and kept beside it. Nothing trusts this authority unless it is handed over (`PayPalSimulator.trust`).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "messageverificationcerts.paypal.com"
CERTIFICATE_ID = "CERT-simulated"
KEPT_AS = "simulated-paypal.pem"
# A simulated clock may stand anywhere.
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Authority:
    """The authority's certificate, and a signer under it."""

    def __init__(self, folder: Path) -> None:
        path = folder / KEPT_AS
        if not path.exists():
            _make(path)
        pem = path.read_bytes()
        self.root, self.certificate = x509.load_pem_x509_certificates(pem)
        key = serialization.load_pem_private_key(pem, password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key

    @property
    def chain_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, text: bytes) -> bytes:
        return self._key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def issue(
    name: str,
    root_key: rsa.RSAPrivateKey,
    root: x509.Certificate,
    valid_from: datetime = _FROM,
    valid_until: datetime = _UNTIL,
) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """A server's certificate for `name` under an authority."""
    key = rsa.generate_private_key(65537, 2048)
    usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    made = (
        _builder(name, root.subject, key, valid_from, valid_until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        .add_extension(_key_usage(is_authority=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return made, key


def authority(name: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """A certificate authority that vouches for itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        _builder(name, subject, key, _FROM, _UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made, key


def _builder(
    name: str, issuer: x509.Name, key: rsa.RSAPrivateKey, valid_from: datetime, valid_until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make(path: Path) -> None:
    """Written beside its place and then named: another process finds the whole file or none."""
    root, root_key = authority("Trunkline's simulated PayPal authority")
    certificate, key = issue(SIGNER, root_key, root)
    encoding = serialization.Encoding.PEM
    text = root.public_bytes(encoding) + certificate.public_bytes(encoding)
    text += key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.write_bytes(text)
    draft.chmod(0o600)
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was faster
        pass
    finally:
        draft.unlink()
