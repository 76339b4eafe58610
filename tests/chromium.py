"""→ a Chromium for the tests that click through pages; a clear word on how to come by one where there is none."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser's own may go out, and it must not need a display, a GPU or a sandbox that containers do not give.
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
         "--force-prefers-reduced-motion")


def chromium() -> str:
    """→ the browser's path: FORESHOCK_CHROMIUM, else the first on PATH; the test fails where there is none, it is not skipped."""
    named = os.environ.get("FORESHOCK_CHROMIUM")
    found = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    if not found or not os.access(found[0], os.X_OK):
        pytest.fail(f"No Chromium {'at ' + named if named else 'on PATH'}: the pages cannot be tested. Install one (Debian: apt-get "
                    "install -y chromium), or name its path in FORESHOCK_CHROMIUM.", pytrace=False)
    return found[0]
