"""The wheel and the zip, without Spark."""

import base64
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[1]


class BuildTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        built = run(PYTHON / "build_frostml.py", self.folder)
        self.wheel, self.zip = map(Path, built.splitlines())

    def test_wheel_and_zip_are_the_same_file_with_the_version_of_the_jar(self):
        pom = (PYTHON.parent / "spark/pom.xml").read_text()
        version = pom.split("<version>")[1].split("</version>")[0]
        self.assertEqual(f"frostml-{version}-py3-none-any.whl", self.wheel.name)
        self.assertEqual(f"frostml-{version}.zip", self.zip.name)
        self.assertEqual(self.wheel.read_bytes(), self.zip.read_bytes())

    def test_a_second_build_has_the_same_bytes(self):
        before = self.wheel.read_bytes()
        run(PYTHON / "build_frostml.py", self.folder)
        self.assertEqual(before, self.wheel.read_bytes())

    def test_record_names_every_file(self):
        with zipfile.ZipFile(self.wheel) as wheel:
            names = [name for name in wheel.namelist() if not name.endswith("/")]
            record = next(name for name in names if name.endswith("/RECORD"))
            rows = list(csv.reader(io.StringIO(wheel.read(record).decode())))
            self.assertEqual(sorted(names), sorted(row[0] for row in rows))
            for name, digest, size in rows:
                if name != record:
                    data = wheel.read(name)
                    sha256 = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()
                    self.assertEqual((f"sha256={sha256}".rstrip("="), str(len(data))), (digest, size), name)
        for file in ("frostml/__init__.py", "frostml/py.typed", "org/frostml/ml.py"):
            self.assertIn(file, names)

    def test_python_finds_the_packages_in_the_zip(self):
        """Spark puts it on the path as it is."""
        for name in ("frostml", "org.frostml.ml"):
            look = (
                f"import importlib.util, sys; sys.path.insert(0, {str(self.zip)!r}); "
                f"print(importlib.util.find_spec({name!r}).origin)"
            )
            self.assertIn(str(self.zip), run("-I", "-c", look))

    def test_pip_installs_it_without_a_network(self):
        for what in (self.wheel, PYTHON):
            target = self.folder / f"installed-{what.name}"
            run("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, what)
            self.assertTrue((target / "frostml/classification.py").is_file())


def run(*words):
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


if __name__ == "__main__":
    unittest.main()
