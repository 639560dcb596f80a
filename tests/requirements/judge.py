"""How `packaging` reads requirements: takes a file with one JSON pair a line, a requirement and the
marker that we found in it, and prints for each null or what it says. `tests/requirements.rs` reads it.
"""

import json
import sys

try:
    from packaging.markers import InvalidMarker, Marker
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.version import Version
except ImportError:
    sys.exit("packaging is needed as the judge; install it: python3 -m pip install packaging==26.4")


def plain(specifier):
    """A specifier with its version in the normal form."""
    if specifier.operator == "===":
        return "===" + specifier.version
    bare = specifier.version.removesuffix(".*")
    return specifier.operator + str(Version(bare)) + specifier.version[len(bare) :]


def read(line, marker):
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    try:
        # Equal markers are equal however they are written.
        is_same = (str(Marker(marker)) if marker else None) == (requirement.marker and str(requirement.marker))
    except InvalidMarker:
        is_same = False
    return {
        "name": requirement.name,
        "specifiers": sorted({plain(specifier) for specifier in requirement.specifier}),
        "has_url": requirement.url is not None,
        "same_marker": is_same,
    }


with open(sys.argv[1], encoding="utf-8") as pairs:
    for pair in pairs:
        print(json.dumps(read(*json.loads(pair))))
