"""Personal data is found however it is written, and numbers of offices are let alone."""

import random
import string
import time
import tomllib
from pathlib import Path

import pytest

from generator import personal_data
from generator.messages import catalogue
from generator.personal_data import Kind, findings, masked, problems

CASES = tomllib.loads((Path(__file__).parent / "cases/personal/texts.toml").read_text("utf-8"))
TEXTS = [(text, told) for group in CASES.values() for text, told in group.items()]


def told(text):
    return [f"{found.kind} {found.masked}" for found in findings(text)]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[text for text, _ in TEXTS])
@pytest.mark.tried("People")
def test_personal_data_is_told_apart_from_numbers_of_offices(text, expected, record_property):
    record_property("case", "; ".join(expected) or text)
    record_property("outcome", "refused, and told masked" if expected else "let in")
    assert told(text) == expected
    assert told(f"说明（{text}）。") == expected


def test_a_finding_stands_where_it_is_written():
    text = "name: 甲\nnote: 请打 138 0000 0000\n# 或写信 a@qq.com\n"
    assert [(str(p.place), p.code) for p in problems(text, "a.yml")] == [
        ("a.yml:2:10", "personal-mobile"),
        ("a.yml:3:7", "personal-mail"),
    ]


def test_a_message_never_repeats_what_it_found():
    for text, expected in TEXTS:
        for problem in problems(text, "a.yml") if expected else ():
            for language in ("zh", "en"):
                told = catalogue(language).told(problem)
                assert text not in told
                assert "***" in told


def test_a_mask_hides_the_middle():
    assert masked("13800000000") == "138****0000"
    assert masked("11010519491231002X") == "110105********002X"


def test_identity_numbers_are_those_of_the_standard():
    """Every check character but one is refused (GB 11643-1999)."""
    base = "61092219900307123"
    right = [c for c in "0123456789X" if told(base + c)]
    assert len(right) == 1
    total = sum(int(d) * 2 ** (17 - place) for place, d in enumerate(base))
    assert personal_data.ID_CHECKS[total % 11] == right[0]


def test_noise_of_every_kind_is_read_in_linear_time():
    """Rows of digits and signs that nearly fit take no longer than others."""
    chance = random.Random(5)  # noqa: S311 - nothing secret
    signs = string.digits * 3 + " -@.qcomX\uff0d\u3000\uff0b\uff10\uff11"
    noise = "".join(chance.choices(signs, k=400_000)) + "1 " * 100_000 + "a." * 100_000
    start = time.process_time()
    list(findings(noise))
    assert time.process_time() - start < 5
    assert {found.kind for found in findings(noise)} <= set(Kind)
