"""The secret of a site and the keys that come from it: one for pseudonyms, one for each kind of store.

The secret stands in ``SAMEPAGE_KEY`` or in ``.samepage/key``, readable by its owner only. Losing it breaks every
link and closes the warehouse for good; that is what a site wants at the project's end, and never before.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field

from pipelines.settings import SettingsError, Site

_MIN_BYTES = 16


@dataclass(frozen=True)
class SiteKey:
    """The secret; it never shows in a representation."""

    secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> str:
        """A key of 64 hexadecimal digits for ``purpose``; different purposes share nothing."""
        return hmac.new(self.secret, f"samepage/{purpose}".encode(), hashlib.sha256).hexdigest()


def site_key(site: Site) -> SiteKey:
    """The secret of ``site``; made once, where nothing has been stored under another one yet.

    Raises:
        SettingsError: the key is gone while submissions encrypted with it are still there, or is too short.
    """
    named = os.environ.get("SAMEPAGE_KEY")
    if named:
        if len(named.encode()) < _MIN_BYTES:
            raise SettingsError(f"SAMEPAGE_KEY is too short: use at least {_MIN_BYTES} characters.")
        return SiteKey(named.encode())
    if site.key_file.exists():
        return _read_key(site)
    if site.submissions.exists() and any(site.submissions.iterdir()):
        raise SettingsError(
            "The key of this site is missing (.samepage/key), and the submissions taken in so far cannot be read "
            "without it. Put the key back from your safe copy, or set SAMEPAGE_KEY."
        )
    return _make_key(site)


def _read_key(site: Site) -> SiteKey:
    try:
        secret = bytes.fromhex(site.key_file.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) < _MIN_BYTES:
        raise SettingsError(
            "The key of this site (.samepage/key) is damaged. Put it back from your safe copy, or set SAMEPAGE_KEY."
        )
    return SiteKey(secret)


def _make_key(site: Site) -> SiteKey:
    """Write a new secret whole or not at all; where another run was first, its secret is the one."""
    secret = secrets.token_bytes(32)
    site.state.mkdir(parents=True, exist_ok=True)
    temporary = site.key_file.with_name(f"key.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, site.key_file)  # fails where the key stands already, which replacing would not
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        os.replace(temporary, site.key_file)
    temporary.unlink(missing_ok=True)
    return _read_key(site)
