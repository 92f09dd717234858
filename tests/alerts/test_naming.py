"""Words that may name a person are pointed out; ships, numbers, places and brands are left alone as far as possible."""

import pytest

from alerts.naming import suspects


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("driven by Mr John Smith", "Mr John Smith"),
        ("Mr. J. Smith was nervous", "Mr. J. Smith"),
        ("MR JOHN SMITH", "MR JOHN SMITH"),
        ("the driver, mr smith, ran", "mr smith"),
        ("Mrs Mary van Dyk-Jones", "Mrs Mary van Dyk-Jones"),
        ("Capt. O’Brien signed", "Capt. O’Brien"),
        ("Dr Amina Yusuf", "Dr Amina Yusuf"),
        ("remis par M. Dupont", "M. Dupont"),
        ("Mme Émilie Durand", "Mme Émilie Durand"),
        ("Monsieur Diallo", "Monsieur Diallo"),
        ("a man named Peter Pan", "named Peter Pan"),
        ("un homme nommé Jean Dupont", "nommé Jean Dupont"),
        ("passport no. AB1234567", "passport no. AB1234567"),
        ("passeport n° 12AV45678", "passeport n° 12AV45678"),
        ("passeport : A12345678", "passeport : A12345678"),
        ("call +254 712 345 678 now", "+254 712 345 678"),
        ("00221 77 123 45 67", "00221 77 123 45 67"),
        ("tel. 0712 345 678", "tel. 0712 345 678"),
    ],
)
def test_what_looks_like_a_person_is_found_as_it_stands(text: str, found: str) -> None:
    assert suspects(text) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IMO 9321483",
        "MSCU 123456-6",
        "MS Queen Mary, bound for Port Victoria",
        "MV Sea Star",
        "DR Congo",
        "Dr. Pepper",
        "Dr Martens shoes",
        "Captain Morgan rum",
        "100 m Rope, 2 m. deep",
        "size M Nike",
        "KQ 100, AWB 176-12345675",
        "HS 2402.20, 400,000 USD",
        "12 blocks with a crown stamp",
        "le chien a marqué",
        "2 drivers, Kenya",
        "Lake Victoria, Port Louis, Fort St. George",
        "the passport was false",
        "the dog sat at 14:02 on 13 Nov 2026",
    ],
)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert suspects(text) == ()


def test_everything_is_found_once_and_in_order() -> None:
    text = "Mr Smith gave +254 712 345 678 to Mrs Jones; Mr Smith left."
    assert suspects(text) == ("Mr Smith", "+254 712 345 678", "Mrs Jones")
