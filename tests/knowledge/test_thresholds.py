"""From targets to thresholds, and what a target costs."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.thresholds import NEVER, Scored, answer_from, cost_of, targets_for

scores = st.floats(0, 1)
#: Whoever is right is so of an answerable question.
known = st.builds(
    lambda score, right, answerable, is_brief: Scored(score, right, right or answerable, is_brief),
    scores,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
many = st.lists(known, min_size=1, max_size=60)
shares = st.floats(0.01, 0.5)


def shown(scored: list[Scored], threshold: float) -> list[Scored]:
    return [one for one in scored if one.score >= threshold and not one.is_brief]


@given(many, shares, scores)
def test_what_is_shown_at_once_keeps_the_target(
    scored: list[Scored], most_wrong: float, trusted_from: float
) -> None:
    answered = shown(
        scored, answer_from(scored, targets_for(most_wrong), trusted_from=trusted_from)
    )

    assert sum(not one.right for one in answered) <= most_wrong * len(answered)
    unanswerable = sum(not one.answerable for one in scored)
    slipped = sum(not one.answerable for one in answered)
    assert slipped <= (most_wrong + 0.01) * unanswerable


@given(many, shares, scores)
def test_what_is_shown_at_once_is_foretold_to_keep_the_target(
    scored: list[Scored], most_wrong: float, trusted_from: float
) -> None:
    answered = shown(
        scored, answer_from(scored, targets_for(most_wrong), trusted_from=trusted_from)
    )

    assert sum(1 - one.score for one in answered) <= most_wrong * len(answered) + 1e-9


@given(many, shares, shares)
def test_a_stricter_target_never_shows_more(
    scored: list[Scored], one_target: float, another: float
) -> None:
    strict, lax = sorted((one_target, another))

    assert answer_from(scored, targets_for(strict)) >= answer_from(scored, targets_for(lax))


@given(many, shares, scores, scores)
def test_the_less_is_trusted_the_less_is_shown(
    scored: list[Scored], most_wrong: float, one: float, another: float
) -> None:
    targets, (more, less) = targets_for(most_wrong), sorted((one, another))

    assert answer_from(scored, targets, trusted_from=less) >= answer_from(
        scored, targets, trusted_from=more
    )


@given(many, shares)
def test_no_lower_threshold_would_have_kept_the_target(
    scored: list[Scored], most_wrong: float
) -> None:
    threshold = answer_from(scored, targets_for(most_wrong))

    for lower in {one.score for one in scored if one.score < threshold and not one.is_brief}:
        answered = shown(scored, lower)
        wrong = sum(not one.right for one in answered) / len(answered)
        foretold = sum(1 - one.score for one in answered) / len(answered)
        slipped = sum(not one.answerable for one in answered)
        unanswerable = max(1, sum(not one.answerable for one in scored))
        assert (
            wrong > most_wrong
            or foretold > most_wrong - 1e-9
            or slipped / unanswerable > most_wrong + 0.01
        )


@given(many, shares, scores)
def test_every_question_is_answered_offered_or_routed(
    scored: list[Scored], most_wrong: float, offer_from: float
) -> None:
    cost = cost_of(scored, most_wrong, offer_from=offer_from)

    assert cost.answered + cost.offered + cost.routed == pytest.approx(1)
    assert min(cost.answered, cost.offered, cost.routed) >= 0
    low, high = cost.wrong_between
    assert low <= cost.wrong <= high
    assert cost.wrong <= most_wrong


def test_a_target_is_counted_on_the_known_questions() -> None:
    right = [Scored(0.99, True, True)] * 40 + [Scored(0.6, True, True)] * 20
    wrong = [Scored(0.97, False, True)] + [Scored(0.5, False, False)] * 19
    unanswerable = [Scored(0.1, False, False)] * 20

    strict = cost_of([*right, *wrong, *unanswerable], 0.02, offer_from=0.4)
    lax = cost_of([*right, *wrong, *unanswerable], 0.05, offer_from=0.4)

    assert (strict.answer_from, strict.answered, strict.wrong) == (0.99, 0.4, 0)
    assert (lax.answer_from, lax.answered) == (0.97, 0.41)
    assert lax.wrong == pytest.approx(1 / 41)
    assert (strict.offered, strict.routed) == (0.4, 0.2)


def test_a_handful_of_right_answers_is_no_proof_of_what_was_not_trusted() -> None:
    targets = targets_for(0.03)

    assert answer_from([Scored(0.99, True, True)] * 30, targets, trusted_from=0.95) == 0.99
    assert answer_from([Scored(0.99, True, True)] * 30, targets, trusted_from=inf) == NEVER
    assert answer_from([Scored(0.99, True, True)] * 60, targets, trusted_from=inf) == 0.99


def test_no_question_is_too_good_to_be_foretold_wrong() -> None:
    lucky = [Scored(0.5, True, True)] * 100

    assert answer_from(lucky, targets_for(0.05)) == NEVER


def test_a_part_of_the_target_is_stricter_than_the_target() -> None:
    scored = [Scored(0.99, True, True)] * 50 + [Scored(0.98, False, True)] * 2

    assert cost_of(scored, 0.05, offer_from=0.4).answer_from == 0.98
    assert cost_of(scored, 0.05, offer_from=0.4, stricter=0.5).answer_from == 0.99
