"""Where things stand in the board's drawings: columns in reading order, points and arrows where countries are."""

from itertools import combinations

from bot.views.charts import columns, percent
from bot.views.map import WIDTH, draw
from storage.reference import load
from storage.reference_centres import Centre

CENTRES = load().centres
THREE = [(2, "2", "9", "Nov"), (4, "4", "16", ""), (0, "0", "23", "")]


def test_the_highest_column_is_twice_one_of_half_and_nothing_has_no_height() -> None:
    low, high, none = columns(THREE, mirrored=False).columns
    assert (high.height, none.height) == (2 * low.height, 0)
    assert low.y + low.height == high.y + high.height == none.y


def test_columns_stand_in_the_order_of_reading() -> None:
    there = [one.x for one in columns(THREE, mirrored=False).columns]
    assert there == sorted(there)
    assert [one.x for one in columns(THREE, mirrored=True).columns] == there[::-1]


def test_columns_of_nothing_at_all_are_drawn() -> None:
    assert columns([(0, "0", "9", "Nov")], mirrored=False).columns[0].height == 0


def test_a_bar_of_little_is_seen_and_one_of_nothing_is_not() -> None:
    assert [percent(number, 1000) for number in (0, 1, 500, 1000)] == [0, 1, 50, 100]


def test_north_is_up_and_east_is_right() -> None:
    drawn = draw({}, ["KE", "BE", "BR"], [], CENTRES)
    assert drawn is not None
    kenya, belgium, brazil = drawn.spots
    assert brazil.x < belgium.x < kenya.x
    assert belgium.y < kenya.y < brazil.y


def test_a_degree_is_as_long_across_as_along() -> None:
    drawn = draw({}, ["AA", "BB", "CC"], [], {"AA": Centre(0, 0), "BB": Centre(20, 0), "CC": Centre(0, 20)})
    assert drawn is not None
    zero, north, east = drawn.spots
    assert abs((zero.y - north.y) - (east.x - zero.x)) < 0.2


def test_everything_is_within_the_drawing() -> None:
    drawn = draw({}, CENTRES, [], CENTRES)
    assert drawn is not None
    assert all(0 < spot.x < WIDTH and 0 < spot.y < drawn.height for spot in drawn.spots)


def test_labels_of_neighbours_stand_apart() -> None:
    drawn = draw({}, ["KE", "UG", "TZ", "RW", "BI", "ET", "SS"], [], CENTRES)
    assert drawn is not None
    for one, other in combinations(drawn.spots, 2):
        assert abs(one.at_x - other.at_x) >= 16 or abs(one.at_y - other.at_y) >= 12


def test_a_line_goes_from_the_one_to_the_other_and_the_thicker_for_more() -> None:
    drawn = draw({("BR", "KE"): 1, ("KE", "BE"): 4}, ["BR", "KE", "BE"], [], CENTRES)
    assert drawn is not None
    thin, thick = drawn.legs
    assert thin.width < thick.width
    brazil, kenya = drawn.spots[:2]
    assert thin.path.startswith(f"M{brazil.x:.1f} {brazil.y:.1f}Q")
    tip_x, tip_y = map(float, thin.arrow.split()[0].split(","))
    assert abs(tip_x - kenya.x) + abs(tip_y - kenya.y) < 12


def test_no_label_covers_an_arrow() -> None:
    drawn = draw({("CN", "AE"): 1}, ["CN", "AE", "KE"], [], CENTRES)
    assert drawn is not None
    emirates = drawn.spots[1]
    corners = [tuple(map(float, corner.split(","))) for corner in drawn.legs[0].arrow.split()]
    x, y = (sum(place) / 3 for place in zip(*corners, strict=True))
    assert abs(x - emirates.at_x) > 10 or not emirates.at_y - 10 < y < emirates.at_y + 3


def test_there_and_back_are_two_lines() -> None:
    drawn = draw({("KE", "UG"): 1, ("UG", "KE"): 1}, ["KE", "UG"], [], CENTRES)
    assert drawn is not None
    there, back = (leg.path.partition("Q")[2].split()[:2] for leg in drawn.legs)
    assert there != back


def test_where_goods_were_seized_is_marked() -> None:
    drawn = draw({}, ["KE", "UG"], ["UG"], CENTRES)
    assert drawn is not None
    assert [(spot.code, spot.seized) for spot in drawn.spots] == [("KE", False), ("UG", True)]


def test_a_country_nobody_knows_the_place_of_is_left_out_with_its_lines() -> None:
    drawn = draw({("QQ", "KE"): 1}, ["QQ", "KE"], [], CENTRES)
    assert drawn is not None
    assert ([spot.code for spot in drawn.spots], drawn.legs) == (["KE"], ())
    assert draw({}, ["QQ"], [], CENTRES) is None
