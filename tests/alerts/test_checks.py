"""What about a report deserves a second look, and what does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from alerts.checks import (
    Check,
    Doubt,
    OfficeThreshold,
    Range,
    Threshold,
    Usual,
    fits,
    look_over,
    made,
    of_office,
    usual_range,
)
from alerts.seizure import Concealment, Good, Identifier, PartialDate, Place, Quantity, Route, Seizure, Stop

TODAY = date(2026, 11, 22)
USUAL = Usual(
    units={"DRG-COC-HCL": ("KGM", "GRM", "H87"), "TOB-CIG": ("STK", "NMP"), "CUR-CASH": ("MON",)},
    ranges={
        ("DRG", "KGM"): Range(least=Decimal("0.001"), most=Decimal(20000)),
        ("DRG-COC", "KGM"): Range(least=Decimal("0.01"), most=Decimal(10000)),
        ("TOB", "STK"): Range(least=Decimal(20), most=Decimal(1000000)),
        ("CUR", "MON"): Range(least=Decimal(100), most=Decimal(1000000)),
    },
    thresholds={
        "DRG-COC-HCL": Threshold(least=Quantity(Decimal("0.1"), "KGM"), always=frozenset({"mail", "body"})),
        "CUR-CASH": Threshold(least=Quantity(Decimal(10000), "MON:EUR")),
    },
)
KENYA, BRAZIL, NOBODY = Stop("KE", "Mombasa port"), Stop("BR", "Santos port"), Stop(None)
PLAIN = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM")),),
    place=Place(country="KE", name="Mombasa port"),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
)


def holding(amount: str, unit: str, commodity: str = "DRG-COC-HCL") -> Seizure:
    return replace(PLAIN, goods=(Good(commodity=commodity, quantity=Quantity(Decimal(amount), unit)),))


def by(*stops: Stop) -> Seizure:
    first, *between, last = stops
    return replace(PLAIN, route=Route(departure=first, transit=tuple(between), destination=last))


def numbered(kind: str, *, valid: bool | None = True, transport: str = "SEA") -> Seizure:
    return replace(PLAIN, transport=transport, identifiers=(Identifier(kind=kind, number="9321483", valid=valid),))


def doubts(seizure: Seizure) -> list[Doubt]:
    return [finding.doubt for finding in look_over(seizure, USUAL, today=TODAY)]


def test_a_plain_report_raises_no_doubt() -> None:
    assert doubts(PLAIN) == []


@pytest.mark.parametrize(
    ("seizure", "doubt"),
    [
        (numbered("imo", valid=False), Doubt.CHECK_DIGIT),
        (numbered("imo", transport="ROAD"), Doubt.OTHER_TRANSPORT),
        (numbered("flight", valid=None, transport="SEA"), Doubt.OTHER_TRANSPORT),
        (holding("12.4", "LTR"), Doubt.STRANGE_UNIT),
        (holding("10001", "KGM"), Doubt.VERY_MUCH),
        (holding("10000001", "GRM"), Doubt.VERY_MUCH),
        (holding("50001", "NMP", "TOB-CIG"), Doubt.VERY_MUCH),
        (holding("2000000", "MON:USD", "CUR-CASH"), Doubt.VERY_MUCH),
        (holding("19", "STK", "TOB-CIG"), Doubt.VERY_LITTLE),
        (holding("99", "GRM"), Doubt.BELOW_USUAL),
        (holding("9999", "MON:EUR", "CUR-CASH"), Doubt.BELOW_USUAL),
        (replace(PLAIN, day=PartialDate(2026, 9, 22)), Doubt.LONG_AGO),
        (by(BRAZIL, Stop("MZ"), Stop("ZA")), Doubt.PLACE_OFF_ROUTE),
        (by(KENYA, KENYA), Doubt.ENDS_WHERE_IT_BEGINS),
        (by(BRAZIL, KENYA, KENYA), Doubt.STOP_TWICE),
    ],
)
def test_what_does_not_fit_is_doubted_once(seizure: Seizure, doubt: Doubt) -> None:
    assert doubts(seizure) == [doubt]


@pytest.mark.parametrize(
    "seizure",
    [
        numbered("imo"),
        numbered("imo", transport="UNKNOWN"),
        numbered("container", transport="RAIL"),
        numbered("other", valid=None, transport="AIR"),
        holding("10000", "KGM"),
        holding("100", "GRM"),
        holding("3", "H87"),
        holding("50000", "NMP", "TOB-CIG"),
        holding("9999", "MON:KES", "CUR-CASH"),
        holding("1", "KGM", "OTH-OTHER"),
        replace(holding("50", "GRM"), transport="MAIL"),
        replace(holding("50", "GRM"), transport="AIR", concealment=Concealment(code="IN-BODY")),
        replace(PLAIN, day=PartialDate(2026, 9, 23)),
        replace(PLAIN, day=PartialDate(2026, 9)),
        by(BRAZIL, KENYA),
        by(BRAZIL, Stop("ZA")),
        by(BRAZIL, NOBODY),
        by(BRAZIL, NOBODY, Stop("ZA")),
        by(NOBODY, NOBODY),
        by(KENYA, BRAZIL, KENYA),
    ],
)
def test_what_fits_or_is_not_known_is_not_doubted(seizure: Seizure) -> None:
    assert doubts(seizure) == []


def test_goods_below_a_threshold_are_not_doubted_beside_goods_above_theirs() -> None:
    little, much = holding("50", "GRM").goods[0], PLAIN.goods[0]
    assert doubts(replace(PLAIN, goods=(little, much))) == []
    assert doubts(replace(PLAIN, goods=(little, little))) == [Doubt.BELOW_USUAL, Doubt.BELOW_USUAL]


def test_a_doubt_names_the_goods_and_the_bound_in_the_unit_of_the_table() -> None:
    (finding,) = look_over(holding("10000001", "GRM"), USUAL, today=TODAY)
    assert (finding.check, finding.about, finding.bound) == (
        Check.AMOUNT,
        "DRG-COC-HCL",
        Quantity(Decimal(10000), "KGM"),
    )


def test_a_bound_in_money_has_the_currency_of_what_was_seized() -> None:
    (finding,) = look_over(holding("2000000", "MON:USD", "CUR-CASH"), USUAL, today=TODAY)
    assert finding.bound == Quantity(Decimal(1000000), "MON:USD")


def test_only_what_is_there_was_looked_at() -> None:
    assert made(PLAIN) == {Check.UNITS, Check.AMOUNT}
    assert made(numbered("other", valid=None)) == made(PLAIN)
    assert made(numbered("imo")) - made(PLAIN) == {Check.NUMBERS}
    assert made(by(BRAZIL, KENYA)) - made(PLAIN) == {Check.ROUTE}


def test_the_longest_beginning_of_a_commodity_counts() -> None:
    assert usual_range("DRG-COC-HCL", "KGM", USUAL) == USUAL.ranges["DRG-COC", "KGM"]
    assert usual_range("DRG-KHAT", "KGM", USUAL) == USUAL.ranges["DRG", "KGM"]
    assert usual_range("DRGX", "KGM", USUAL) is None


# --- an office's own thresholds -----------------------------------------------------------------------------------


def own(goods: str, amount: str | None, unit: str = "KGM") -> OfficeThreshold:
    return OfficeThreshold(goods=goods, least=None if amount is None else Quantity(Decimal(amount), unit))


def found_by(seizure: Seizure, *thresholds: OfficeThreshold) -> list[tuple[Doubt, Quantity | None]]:
    found = look_over(seizure, of_office(USUAL, thresholds), today=TODAY)
    return [(one.doubt, one.bound) for one in found if one.check is Check.THRESHOLD]


def test_an_offices_own_threshold_stands_before_everybodys() -> None:
    half = own("DRG-COC-HCL", "500", "GRM")
    assert found_by(holding("0.4", "KGM"), half) == [(Doubt.BELOW_OWN, half.least)]
    assert found_by(holding("499", "GRM"), half) == [(Doubt.BELOW_OWN, half.least)]
    assert found_by(holding("0.5", "KGM"), half) == []
    assert found_by(holding("0.05", "KGM"), own("DRG-COC-HCL", "10", "GRM")) == []


def test_where_any_quantity_counts_nothing_is_too_little() -> None:
    assert found_by(holding("0.05", "KGM")) == [(Doubt.BELOW_USUAL, Quantity(Decimal("0.1"), "KGM"))]
    assert found_by(holding("0.05", "KGM"), own("DRG-COC-HCL", None)) == []


def test_a_threshold_of_a_category_counts_for_its_goods_but_those_with_their_own() -> None:
    drugs = own("DRG", "1")
    assert found_by(holding("0.4", "KGM"), drugs) == [(Doubt.BELOW_OWN, drugs.least)]
    assert found_by(holding("0.4", "KGM"), drugs, own("DRG-COC-HCL", "0.2")) == []
    assert found_by(holding("0.4", "KGM"), own("DRG-COC-HCL", "0.2"), drugs) == []
    assert found_by(holding("0.4", "KGM"), own("TOB", "1")) == []


def test_goods_that_are_not_counted_in_the_unit_of_their_category_keep_everybodys() -> None:
    assert found_by(holding("0.05", "KGM"), own("DRG", "5", "U2")) == found_by(holding("0.05", "KGM"))


def test_what_comes_by_mail_counts_as_before() -> None:
    by_mail = replace(holding("0.4", "KGM"), transport="MAIL")
    assert found_by(holding("0.4", "KGM"), own("DRG-COC-HCL", "1")) != []
    assert found_by(by_mail, own("DRG-COC-HCL", "1")) == []


@pytest.mark.parametrize(
    ("goods", "unit", "fitting"),
    [
        ("DRG-COC-HCL", "GRM", True),
        ("DRG-COC-HCL", "STK", False),
        ("DRG", "H87", True),
        ("TOB", "KGM", False),
        ("CUR-CASH", "MON:USD", True),
        ("NOTHING", "KGM", False),
    ],
)
def test_a_unit_fits_goods_that_are_counted_in_it(goods: str, unit: str, *, fitting: bool) -> None:
    assert fits(goods, unit, USUAL) is fitting
