"""The leave-one-scaffold-out check: would a model have found the known actives, had their scaffold been unknown?

What is done, exactly:
- The known actives are divided by Murcko scaffold; an acyclic compound is a group of its own. One group at a time is
  left out: a model is fitted again without any compound of that group, active or not, measured or not, and without any
  that shares the skeleton (salt- and stereo-free structure) of one in the group. All else it learns from stays.
- What is fitted again is the model's own affair (`training.refit`). The forest and the similarity are fitted anew, to
  the compounds of the network's last phase. A network repeats only that last phase, and one network stands for its
  ensemble. The weights it starts from never saw a compound measured on the target's family, nor one that shares a
  skeleton with such a compound; but they may have seen OTHER compounds with the left-out active's scaffold, by their
  measurements on OTHER targets. So no label of the family, and none of a left-out active, is ever known, while the
  scaffold as such may be.
- That model scores the left-out actives and the decoys. Every active is ranked by itself, among the decoys only:
  the other actives are neither above nor below it. Its rank is 1 + decoys that score higher + half of those that score
  the same (the average rank of a tie). An active that the model cannot score takes the last place.
- Decoys are library compounds drawn by seed, unlabelled and PRESUMED inactive. A decoy that nobody has tested may be
  an active, which makes ranks look worse than they are; library compounds look unlike the literature's actives, which
  makes them look better. Unreadable decoys, and those with the Morgan fingerprint of another decoy or of any compound
  of the data set (from which a model may have learnt), are not used.
- A value is the mean over actives; its interval comes from drawing whole scaffolds, since actives of one are not
  independent. The chance level is k / places for hits@k, 1 for EF1% and 0.5 for ROC-AUC.

It measures whether a model finds NEW SCAFFOLDS AMONG LIBRARY COMPOUNDS. It does not measure potency, nor the choice
among close analogues, nor does it foresee the share of actives in a real screen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.chem.fingerprint import morgan, nearest
from discovery.evaluation.ranks import RANKS, Retrospective
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Predictor
from discovery.side_by_side import side_by_side

TITLE = "Leaving one scaffold out"


class Refit(Protocol):
    """A model that can be fitted again without some of the data set's compounds; travels to other processes."""

    def __call__(self, excluded: NDArray[np.int64]) -> Predictor:
        """The model fitted without rows `excluded` [e] of the data set and all compounds that share their skeletons."""
        ...


@dataclass(frozen=True)
class Fold:
    """One scaffold group that is left out."""

    group: int
    actives: NDArray[np.int64]
    """[a] rows of its actives, which are ranked."""
    excluded: NDArray[np.int64]
    """[e] rows of the whole group, which the model must not see."""


@dataclass(frozen=True)
class Challenge:
    """What every fold has in common: the models, the data set's compounds and the decoys."""

    refits: Mapping[str, Refit]
    smiles: list[str]
    decoys: list[str]
    endpoint: str

    def places(self, model: str, fold: Fold) -> NDArray[np.float64]:
        """[a] rank of each of the fold's actives among the decoys."""
        predictor = self.refits[model](fold.excluded)
        column = [endpoint.name for endpoint in predictor.endpoints].index(self.endpoint)
        prediction = predictor.predict([*(self.smiles[row] for row in fold.actives), *self.decoys])
        score = np.where(np.isnan(prediction.mean[:, column]), -np.inf, prediction.mean[:, column])
        return average_ranks(score[: len(fold.actives)], score[len(fold.actives) :])


def retrospective(
    refits: Mapping[str, Refit],
    smiles: Sequence[str],
    actives: NDArray[np.int64],
    scaffolds: NDArray[np.int64],
    decoys: Sequence[str],
    endpoint: str,
    settings: EvaluationSettings,
    workers: int = 0,
) -> Retrospective:
    """Rank every active among decoys by each model refitted without the active's scaffold; see the module's text.

    `smiles` and `scaffolds` [n] describe the data set's compounds, `actives` [a] are rows of it, and
    `endpoint` names the column that scores. `decoys` may be a whole library; `settings.decoys` of them are drawn.
    `workers` 0: one a core. With fewer than two scaffolds among the actives there is nothing to learn from: the result
    is empty and says so. Raises TrainingError where a process dies.
    """
    chosen = draw_decoys(decoys, smiles, settings.decoys, settings.seed)
    folds = leave_one_scaffold_out(actives, scaffolds)
    if len(folds) < 2 or not chosen:
        note = f"not run: it needs two scaffolds of actives and a decoy, and there are {len(folds)} and {len(chosen)}"
        return Retrospective(RANKS.empty_table(), settings, note)
    challenge = Challenge(refits, list(smiles), chosen, endpoint)
    jobs = [(model, fold) for model in refits for fold in folds]
    similarity = {fold.group: _nearest_kept(fold, actives, smiles) for fold in folds}
    rows = [
        row
        for (model, fold), places in zip(jobs, side_by_side(_places, challenge, jobs, workers, TITLE), strict=True)
        for row in _rows(model, fold, places, challenge, similarity[fold.group])
    ]
    return Retrospective(pa.Table.from_pylist(rows, schema=RANKS), settings)


def leave_one_scaffold_out(actives: NDArray[np.int64], scaffolds: NDArray[np.int64]) -> list[Fold]:
    """One fold for each scaffold group that holds an active, in the order of the groups."""
    groups = np.unique(scaffolds[actives]).tolist()
    return [
        Fold(group, np.sort(actives[scaffolds[actives] == group]), np.flatnonzero(scaffolds == group))
        for group in groups
    ]


def draw_decoys(library: Sequence[str], smiles: Sequence[str], number: int, seed: int) -> list[str]:
    """At most `number` readable, distinct library compounds that look like none of `smiles`, in drawn order."""
    order = np.random.default_rng(seed).permutation(len(library))
    drawn = [library[row] for row in order[: 2 * number]]
    seen = {b"", *_fingerprints(smiles)}
    kept = []
    for text, fingerprint in zip(drawn, _fingerprints(drawn), strict=True):
        if fingerprint not in seen:
            seen.add(fingerprint)
            kept.append(text)
    return kept[:number]


def average_ranks(scores: NDArray[np.floating], decoys: NDArray[np.floating]) -> NDArray[np.float64]:
    """[a] rank of each score [a] among decoys [d] alone, 1 the best; ties take their average rank, -inf the last."""
    ascending = np.sort(decoys)
    below = np.searchsorted(ascending, scores, side="left")
    not_above = np.searchsorted(ascending, scores, side="right")
    rank = 1 + (len(decoys) - not_above) + (not_above - below) / 2
    return np.where(np.isneginf(scores), len(decoys) + 1.0, rank)


def _fingerprints(smiles: Sequence[str]) -> Iterator[bytes]:
    """Morgan fingerprint of each compound as bytes; empty where a text is unreadable."""
    for bits in np.packbits(morgan(smiles), axis=1):
        yield bits.tobytes() if bits.any() else b""


def _nearest_kept(fold: Fold, actives: NDArray[np.int64], smiles: Sequence[str]) -> NDArray[np.float32]:
    """[a] Tanimoto similarity of each left-out active to the nearest active that the models still see."""
    kept = np.setdiff1d(actives, fold.excluded)
    return nearest(morgan([smiles[row] for row in fold.actives]), morgan([smiles[row] for row in kept]))[1]


def _rows(
    model: str, fold: Fold, places: NDArray[np.float64], challenge: Challenge, similarity: NDArray[np.float32]
) -> Iterator[dict[str, Any]]:
    decoys = len(challenge.decoys)
    for row, rank, similar in zip(fold.actives.tolist(), places.tolist(), similarity.tolist(), strict=True):
        yield {
            "model": model,
            "row": row,
            "smiles": challenge.smiles[row],
            "scaffold": fold.group,
            "rank": rank,
            "of": decoys + 1,
            "percentile": 100 * (decoys + 1 - rank) / decoys,
            "nearest_kept": similar,
        }


def _places(challenge: Challenge, job: tuple[str, Fold]) -> NDArray[np.float64]:
    return challenge.places(*job)
