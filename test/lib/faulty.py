# SPDX-License-Identifier: Apache-2.0
"""The program built with -Dfaults=true and the sanitizers: made when ANLAN_FAULTS does not name one."""
import os
import subprocess

from city import ROOT

BUILD = ROOT / "build-faults"


def faulty():
    if "ANLAN_FAULTS" in os.environ:
        return os.environ["ANLAN_FAULTS"]
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", str(BUILD), str(ROOT), "--buildtype=debugoptimized", "-Db_sanitize=address,undefined", "-Dfaults=true"], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(["ninja", "-C", str(BUILD), "-j2", "src/main/anlan"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-4000:])
    return str(BUILD / "src/main/anlan")
