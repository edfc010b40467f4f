"""Copies the front-end files we serve ourselves out of their npm packages into static/vendor/.

The copies are committed, so neither `make run` nor a county's server ever needs npm. Each folder keeps the
licence and the version it came from. Source-map comments are cut: the manifest storage of static files follows
them, and the maps are not shipped.
"""

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "bootstrap@5.3.9": {
        "package/dist/css/bootstrap.min.css": "css/bootstrap.min.css",
        "package/dist/js/bootstrap.bundle.min.js": "js/bootstrap.bundle.min.js",
        "package/LICENSE": "LICENSE",
    },
    # Used by the accessibility tests only; served by ourselves because no page may reach a foreign host.
    "axe-core@4.14.1": {
        "package/axe.min.js": "axe.min.js",
        "package/LICENSE": "LICENSE",
    },
}
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")


def main() -> None:
    for spec, files in PACKAGES.items():
        name, version = spec.rsplit("@", 1)
        target = ROOT / "static" / "vendor" / name
        with tempfile.TemporaryDirectory() as scratch:
            packed = subprocess.run(
                ["npm", "pack", spec, "--json", "--pack-destination", scratch],
                check=True,
                capture_output=True,
                text=True,
            )
            archive = Path(scratch) / json.loads(packed.stdout)[0]["filename"]
            with tarfile.open(archive) as package:
                for source, destination in files.items():
                    content = package.extractfile(source).read()
                    if destination.endswith((".css", ".js")):
                        content = SOURCE_MAP.sub(b"", content).rstrip() + b"\n"
                    path = target / destination
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
        (target / "VERSION").write_text(f"{name} {version} (npm)\n")
        print(f"{name} {version} -> {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
