"""Builds frostml: a wheel for pip, and the same file as a zip for Spark's --py-files.

    python3 python/build_frostml.py [FOLDER]      both, into target/python

It is the build backend (PEP 517) of pyproject.toml as well, so pip builds it too.
"""

import base64
import hashlib
import re
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ("frostml", "org")
# Of every file, so that a build has the same bytes wherever and whenever it is made.
TIME = (2026, 1, 1, 0, 0, 0)

METADATA = """\
Metadata-Version: 2.1
Name: frostml
Version: {version}
Summary: Sparse neural networks in Spark ML: the estimators of Frost for PySpark
License: Apache-2.0
Requires-Python: >=3.9
Description-Content-Type: text/x-rst

{description}
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: build_frostml
Root-Is-Purelib: true
Tag: py3-none-any
"""


def version():
    """Frost's, which the jar has too."""
    pom = (HERE.parent / "pom.xml").read_text(encoding="utf-8")
    return re.search(r"<artifactId>frost</artifactId>\s*<version>(.*?)</version>", pom).group(1)


def contents(info):
    """Files by their names in the archive."""
    description = re.match('"""(.*?)"""', (HERE / "frostml/__init__.py").read_text(encoding="utf-8"), re.DOTALL)
    files = {}
    for package in PACKAGES:
        for path in sorted((HERE / package).rglob("*")):
            if path.suffix in (".py", ".typed"):
                files[path.relative_to(HERE).as_posix()] = path.read_bytes()
    files[f"{info}/LICENSE"] = (HERE.parent / "LICENSE").read_bytes()
    files[f"{info}/METADATA"] = METADATA.format(version=version(), description=description.group(1)).encode()
    files[f"{info}/WHEEL"] = WHEEL.encode()
    files[f"{info}/RECORD"] = record(files, info).encode()
    return files


def record(files, info):
    """What a wheel says of its files (PEP 427)."""
    lines = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join(lines) + f"{info}/RECORD,,\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Makes the wheel, and says its name."""
    name = f"frostml-{version()}"
    wheel = f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in contents(f"{name}.dist-info").items():
            add(archive, path, data)
        # Packages without an __init__ are found in an archive by their folders.
        for folder in ("org/", "org/frostml/"):
            add(archive, folder, b"")
    return wheel


def add(archive, name, data):
    entry = zipfile.ZipInfo(name, TIME)
    entry.external_attr = (0o40755 if name.endswith("/") else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def main():
    target = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "target/python")
    target.mkdir(parents=True, exist_ok=True)
    wheel = target / build_wheel(target)
    zipped = target / f"frostml-{version()}.zip"
    shutil.copyfile(wheel, zipped)
    print(f"{wheel}\n{zipped}")


if __name__ == "__main__":
    main()
