"""Reading a file of cases: what is no such file, and what is no case."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from alerts.seizure import PartialDate
from bot.replay_case import Case, Refused, WrongFile, read_cases
from storage.reference import load
from tests.bot.replaying import CASES, LINE, case, write


def test_the_cases_of_the_tests_are_all_read() -> None:
    cases = read_cases(CASES, load())
    assert [one.line for one in cases if isinstance(one, Case)] == list(range(2, 85))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"date,country\n2024,KE\n",
        b"\x89PNG\r\n\x1a\n\x00\xff",
        "date,country,place\n2024,KE,M\xfcnchen\n".encode("latin-1"),
        b'"date\n',
    ],
)
def test_what_is_no_file_of_cases_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    with pytest.raises(WrongFile, match=r"wrong\.csv.*the columns date, country, place") as refused:
        read_cases(file, load())
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_cannot_be_read_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongFile, match="cannot be read"):
        read_cases(tmp_path / name, load())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"date": ""}, "date is missing"),
        ({"date": "5 March 2024"}, "date “5 March 2024” is no day"),
        ({"date": "2024-02-30"}, "date “2024-02-30” is no day"),
        ({"country": "ZZ"}, "country “ZZ” is not known"),
        ({"place": " "}, "place is missing"),
        ({"place": "/cancel"}, "place begins with a slash"),
        ({"commodity_code": "DRG-TEA"}, "commodity_code “DRG-TEA” is not known"),
        ({"commodity_category": "Tobacco"}, "commodity_category is “Tobacco”; DRG-COC-HCL is Drugs"),
        ({"quantity": "1,5"}, "quantity “1,5” is no number"),
        ({"quantity": "1_000"}, "quantity “1_000” is no number"),
        ({"quantity": "0"}, "quantity 0"),
        ({"quantity": "NaN"}, "quantity “NaN” is no number"),
        ({"unit": "kg"}, "unit “kg” is not known"),
        ({"unit": "MON"}, "unit “MON” is not known; an amount of money is written MON:USD"),
        ({"unit": "KGM:USD"}, "unit “KGM:USD” is not known"),
        ({"transport_mode": "boat"}, "transport_mode “boat” is not known"),
        ({"concealment": "behind a wall"}, "concealment “behind a wall” is not known"),
    ],
)
def test_a_line_that_tells_no_case_is_refused_with_its_number_and_why(
    tmp_path: Path, changed: Mapping[str, str], reason: str
) -> None:
    file = write(tmp_path / "cases.csv", [LINE, {**LINE, **changed}, LINE])
    first, wrong, last = read_cases(file, load())
    assert isinstance(wrong, Refused)
    assert (wrong.line, wrong.reason[: len(reason)]) == (3, reason)
    assert isinstance(first, Case)
    assert isinstance(last, Case)


def test_a_line_with_too_few_values_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    with file.open("a") as out:
        out.write("2024,KE\n")
    assert read_cases(file, load())[1] == Refused(line=3, reason="it has 2 values; allowed are 16")


def test_a_quote_that_is_never_closed_is_refused_and_what_came_before_is_kept(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    with file.open("a") as out:
        out.write('2024,"KE\n')
    first, wrong = read_cases(file, load())
    assert isinstance(first, Case)
    assert isinstance(wrong, Refused)
    assert wrong.line == 3


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    over_two_lines = {**LINE, "note": "one\ntwo"}
    file = write(tmp_path / "cases.csv", [over_two_lines, {**LINE, "date": "never"}])
    assert [one.line for one in read_cases(file, load())] == [2, 4]


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    names = sorted(LINE)
    file = tmp_path / "cases.csv"
    file.write_text(f"{','.join(names)}\n{','.join(LINE[name] for name in names)}\n")
    (one,) = read_cases(file, load())
    assert isinstance(one, Case)
    assert one.cells == LINE


@pytest.mark.parametrize(
    ("said", "day"),
    [("2024-03-05", PartialDate(2024, 3, 5)), ("2024-03", PartialDate(2024, 3)), ("2024", PartialDate(2024))],
)
def test_a_date_is_as_exact_as_it_is_written(tmp_path: Path, said: str, day: PartialDate) -> None:
    assert case(tmp_path, date=said).day == day


@pytest.mark.parametrize(
    ("origin", "transit", "destination", "route"),
    [
        ("BR", "ZA; TZ", "UG", ("BR", "ZA", "TZ", "UG")),
        ("", "ZA", "", (None, "ZA", None)),
        ("BR", "", "", ("BR", None)),
        ("", "", "", None),
    ],
)
def test_a_route_has_a_gap_where_the_line_has_one(
    tmp_path: Path, origin: str, transit: str, destination: str, route: tuple[str | None, ...] | None
) -> None:
    assert case(tmp_path, origin=origin, transit=transit, destination=destination).route == route


def test_a_case_is_the_same_when_its_source_or_note_is_put_right(tmp_path: Path) -> None:
    assert case(tmp_path).key == case(tmp_path, source="https://customs.example/other", note="", date_basis="").key


@pytest.mark.parametrize(
    "changed",
    [{"quantity": "12.5"}, {"date": "2024-03"}, {"transit": ""}, {"commodity": "cocaine"}, {"place": "Mombasa"}],
)
def test_another_fact_makes_another_case(tmp_path: Path, changed: Mapping[str, str]) -> None:
    assert case(tmp_path).key != case(tmp_path, **changed).key
