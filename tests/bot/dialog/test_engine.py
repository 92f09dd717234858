"""The engine: which question comes next, which answers count, and what each kind of press does to them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering import (
    answer,
    back,
    begin_entry,
    change,
    close,
    follow,
    may_keep,
    may_leave,
    offer,
    pick,
    picked,
    remove,
    said,
    skip_rest,
)
from bot.answers import items
from bot.dialog import Dialog, Open, Progress, Several, trail, walk
from bot.scene import Answered, Answers, Condition, NotUnderstood, Option, Passed, Scene, Value, always
from bot.steps.choice import Choice
from bot.steps.text import Text


def text(key: str, *, required: bool = True, when: Condition = always) -> Text:
    return Text(key=key, label=key, ask=f"{key}?", when=when, required=required)


def _colours(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del scene
    return [Option(code, code) for code in ("red", "green") if so_far.get("name") != f"no {code}"]


COLOUR = Choice(key="colour", label="Colour", ask="Colour?", choose=_colours, required=True)
BOXES = Several(
    key="boxes",
    label="Boxes",
    ask="Boxes?",
    another="More?",
    steps=(text("inside"), text("weight"), text("mark", required=False)),
    when=always,
    most=3,
)
SHOP = Dialog(
    name="shop",
    title="Shop",
    steps=(text("name"), COLOUR, text("note", required=False), BOXES, text("last", required=False)),
)


def at(answers: Answers, dialog: Dialog = SHOP) -> Progress:
    return Progress(dialog=dialog.name, draft="abcd", answers=answers)


def question(progress: Progress, scene: Scene, dialog: Dialog = SHOP) -> Open:
    _, found = walk(dialog, progress.answers, scene)
    assert found is not None, "nothing is open"
    return found


FULL: Answers = {
    "name": "Ann",
    "colour": "red",
    "note": None,
    "boxes": {"items": [{"inside": "tea", "weight": "2", "mark": None}], "closed": True},
    "last": "bye",
}


def test_the_next_question_is_the_first_without_a_fitting_answer(scene: Scene) -> None:
    assert question(at({}), scene).path == ("name",)
    assert question(at({"name": "Ann"}), scene).path == ("colour",)
    assert question(at({"name": "Ann", "colour": "blue"}), scene).path == ("colour",)


def test_nothing_is_open_when_every_question_is_settled(scene: Scene) -> None:
    assert walk(SHOP, FULL, scene) == (FULL, None)


def test_an_answer_may_be_there_before_its_question(scene: Scene) -> None:
    counted, found = walk(SHOP, {"colour": "red"}, scene)
    assert found is not None
    assert found.path == ("name",)
    assert counted == {}
    assert question(at({"colour": "red", "name": "Ann"}), scene).path == ("note",)


def test_a_condition_never_sees_answers_of_later_steps(scene: Scene) -> None:
    seen: list[Answers] = []

    def look(so_far: Answers) -> bool:
        seen.append(dict(so_far))
        return True

    dialog = Dialog(name="d", title="d", steps=(text("a"), text("b", when=look), text("c")))
    walk(dialog, {"a": "1", "b": "2", "c": "3", "unknown": "4"}, scene)
    assert seen == [{"a": "1"}]


def test_a_condition_never_meets_a_hole(scene: Scene) -> None:
    dialog = Dialog(name="d", title="d", steps=(text("a"), text("b", when=lambda so_far: so_far["a"] == "yes")))
    assert question(at({"b": "kept"}, dialog), scene, dialog).path == ("a",)


def test_a_step_whose_condition_fails_is_neither_asked_nor_counted(scene: Scene) -> None:
    dialog = Dialog(name="d", title="d", steps=(text("a"), text("b", when=lambda so_far: so_far["a"] == "yes")))
    assert walk(dialog, {"a": "no", "b": "old"}, scene) == ({"a": "no"}, None)


def test_with_a_step_inserted_only_the_new_question_is_asked(scene: Scene) -> None:
    longer = replace(SHOP, steps=(*SHOP.steps[:2], text("new"), *SHOP.steps[2:]))
    found = question(at(FULL, longer), scene, longer)
    assert found.path == ("new",)
    answered = answer(at(FULL, longer), found, "there")
    assert walk(longer, answered.answers, scene)[1] is None


def test_answers_of_a_step_that_was_removed_do_not_count(scene: Scene) -> None:
    shorter = replace(SHOP, steps=SHOP.steps[:2])
    assert walk(shorter, FULL, scene) == ({"name": "Ann", "colour": "red"}, None)


def test_changing_an_answer_keeps_later_ones_that_still_fit(scene: Scene) -> None:
    changed = change(at(FULL), ("name",))
    found = question(changed, scene)
    assert found.path == ("name",)
    again = answer(changed, found, "Bob")
    assert walk(SHOP, again.answers, scene) == ({**FULL, "name": "Bob"}, None)


def test_changing_an_answer_asks_again_what_does_not_fit_any_more(scene: Scene) -> None:
    changed = change(at(FULL), ("name",))
    again = answer(changed, question(changed, scene), "no red")
    assert question(again, scene).path == ("colour",)


def test_a_changed_answer_can_be_kept_when_it_fits(scene: Scene) -> None:
    changed = change(at(FULL), ("colour",))
    assert may_keep(changed, question(changed, scene), scene) == "red"


def test_a_changed_answer_that_does_not_fit_any_more_is_not_offered_to_be_kept(scene: Scene) -> None:
    changed = change(at({**FULL, "name": "no red"}), ("colour",))
    assert may_keep(changed, question(changed, scene), scene) is None


def test_back_takes_the_last_answer_back(scene: Scene) -> None:
    once = back(SHOP, at({"name": "Ann", "colour": "red"}), scene)
    assert question(once, scene).path == ("colour",)
    assert question(back(SHOP, once, scene), scene).path == ("name",)


def test_back_from_a_line_opened_in_the_summary_leaves_it_as_it_was(scene: Scene) -> None:
    opened = change(at(FULL), ("name",))
    assert back(SHOP, opened, scene).answers == FULL


def test_back_from_a_skipped_line_opened_in_the_summary_leaves_it_skipped(scene: Scene) -> None:
    opened = change(at(FULL), ("note",))
    assert back(SHOP, opened, scene).answers == FULL


def test_back_at_the_first_question_stays_there(scene: Scene) -> None:
    assert question(back(SHOP, at({}), scene), scene).path == ("name",)


def test_back_goes_through_the_entries_of_several(scene: Scene) -> None:
    asked = at({**FULL, "boxes": {"items": [{"inside": "tea", "weight": "2", "mark": None}], "closed": False}})
    once = back(SHOP, asked, scene)
    assert question(once, scene).path == ("boxes", "0", "mark")
    assert question(back(SHOP, once, scene), scene).path == ("boxes", "0", "weight")


def test_back_in_an_entry_just_begun_leaves_it_out(scene: Scene) -> None:
    asked = at({"name": "Ann", "colour": "red", "note": None})
    begun = begin_entry(asked, ("boxes",))
    assert question(begun, scene).path == ("boxes", "0", "inside")
    left = back(SHOP, begun, scene)
    assert question(left, scene).path == ("boxes",)
    assert items(left.answers["boxes"]) == []


def test_back_from_an_entry_begun_in_the_summary_leads_to_the_summary(scene: Scene) -> None:
    begun = begin_entry(at(FULL), ("boxes",))
    assert back(SHOP, begun, scene).answers == FULL


def test_changing_one_answer_of_an_entry_asks_nothing_else(scene: Scene) -> None:
    opened = change(at(FULL), ("boxes", "0", "weight"))
    found = question(opened, scene)
    assert found.path == ("boxes", "0", "weight")
    counted, after = walk(SHOP, answer(opened, found, "3").answers, scene)
    assert after is None
    assert items(counted["boxes"])[0]["weight"] == "3"


def test_removing_the_only_entry_leads_back_to_the_summary(scene: Scene) -> None:
    assert walk(SHOP, remove(at(FULL), ("boxes", "0")).answers, scene) == ({**FULL, "boxes": None}, None)


def test_a_required_question_of_an_entry_just_begun_can_be_left_and_the_entry_with_it(scene: Scene) -> None:
    begun = begin_entry(at({"name": "Ann", "colour": "red", "note": None}), ("boxes",))
    found = question(begun, scene)
    assert may_leave(begun, found)
    assert items(close(begun, found).answers["boxes"]) == []


def test_a_required_question_of_a_complete_entry_cannot_be_left(scene: Scene) -> None:
    opened = change(at(FULL), ("boxes", "0", "inside"))
    assert not may_leave(opened, question(opened, scene))


def test_a_required_question_cannot_be_left(scene: Scene) -> None:
    assert not may_leave(at({}), question(at({}), scene))


def test_that_is_all_skips_what_is_optional_and_keeps_what_is_there(scene: Scene) -> None:
    asked = at({"name": "Ann", "colour": "red", "last": "said early"})
    counted, found = walk(SHOP, skip_rest(SHOP, asked, scene).answers, scene)
    assert found is None
    assert counted == {"name": "Ann", "colour": "red", "note": None, "boxes": None, "last": "said early"}


def test_that_is_all_keeps_whole_entries_and_leaves_half_ones_out(scene: Scene) -> None:
    whole = {"inside": "tea", "weight": "2", "mark": None}
    asked = at({**FULL, "boxes": {"items": [whole, {"inside": "salt"}], "closed": False}})
    assert skip_rest(SHOP, asked, scene).answers["boxes"] == {"items": [whole], "closed": True}


def test_that_is_all_keeps_what_grew_before_its_question(scene: Scene) -> None:
    asked = at(
        {"name": "Ann", "colour": "red", "boxes": {"items": [{"inside": "tea", "weight": "1"}], "closed": False}}
    )
    assert items(skip_rest(SHOP, asked, scene).answers["boxes"]) == [{"inside": "tea", "weight": "1", "mark": None}]


def test_that_is_all_stops_at_what_is_required(scene: Scene) -> None:
    assert question(skip_rest(SHOP, at({"name": "Ann"}), scene), scene).path == ("colour",)


def test_every_change_makes_older_buttons_old(scene: Scene) -> None:
    asked = at({"name": "Ann"})
    found = question(asked, scene)
    after = [answer(asked, found, "red"), close(asked, found), change(asked, ("name",)), back(SHOP, asked, scene)]
    assert asked.revision not in {progress.revision for progress in after}


@pytest.mark.parametrize(("typed", "code"), [("red", "red"), ("RED ", "red"), ("2", "green"), ("1", "red")])
def test_a_label_or_its_number_means_the_option(typed: str, code: str) -> None:
    found = picked([Option("red", "Red"), Option("green", "Green")], typed)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("typed", ["0", "3", "-1", "²", "99999999999999999999", "re", ""])
def test_anything_else_means_no_option(typed: str) -> None:
    assert picked([Option("red", "Red"), Option("green", "Green")], typed) is None


def test_a_number_is_no_position_where_labels_have_numbers() -> None:
    assert picked([Option("0", "1.5 kg"), Option("1", "1,500 kg")], "2") is None


def test_an_option_that_is_no_answer_is_read_as_a_clearer_way_to_say_it(scene: Scene) -> None:
    open_now = question(at({"name": "Ann"}), scene)
    assert pick(open_now, Option("x", "X", "green"), scene) == Answered(value="green")


def test_typing_at_several_begins_the_next_entry(scene: Scene) -> None:
    asked = at({"name": "Ann", "colour": "red", "note": None})
    found = question(asked, scene)
    assert said(found, asked, "tea", scene) == Answered(value="tea")
    assert said(found, asked, "no", scene) == Passed()


def test_no_at_an_optional_question_means_nothing_to_say(scene: Scene) -> None:
    asked = at({"name": "Ann", "colour": "red"})
    assert said(question(asked, scene), asked, "None", scene) == Passed()


def test_no_at_a_required_question_is_an_answer(scene: Scene) -> None:
    assert said(question(at({}), scene), at({}), "No", scene) == Answered(value="No")


def test_what_cannot_be_read_says_so(scene: Scene) -> None:
    asked = at({"name": "Ann"})
    assert isinstance(said(question(asked, scene), asked, "blue", scene), NotUnderstood)


def test_what_is_on_the_screen_is_kept_until_the_next_answer(scene: Scene) -> None:
    shown = offer(at({"name": "Ann"}), [Option("red", "Red")])
    assert shown.offered == (Option("red", "Red"),)
    assert answer(shown, question(shown, scene), "red").offered == ()


def test_what_was_drafted_from_an_answer_follows_it(scene: Scene) -> None:
    def greet(before: Answers, after: Answers, scene: Scene) -> Answers:
        del scene
        drafted = before.get("note") == f"Hello {before.get('name')}"
        return {**after, "note": f"Hello {after['name']}"} if drafted else after

    dialog = replace(SHOP, follow=greet)

    def renamed(note: Value) -> Value:
        opened = change(at({**FULL, "note": note}), ("name",))
        found = question(opened, scene)
        return follow(dialog, opened, answer(opened, found, "Bob"), found, scene).answers["note"]

    assert renamed("Hello Ann") == "Hello Bob"
    assert renamed("My own words") == "My own words"


def test_the_trail_ends_before_the_open_question(scene: Scene) -> None:
    assert trail(SHOP, {"name": "Ann", "last": "early"}, scene) == [("name",)]
    assert trail(SHOP, FULL, scene)[-3:] == [("boxes", "0", "mark"), ("boxes",), ("last",)]
