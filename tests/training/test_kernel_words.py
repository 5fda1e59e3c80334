import numpy as np

from discovery.models.kernel import Kernel
from discovery.models.settings import KernelSettings
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.training.kernel_words import kernel_sentences

ENDPOINTS = (potency_endpoint("KCNH2"), activity_endpoint("RYR2"), potency_endpoint("RYR1"))
CHAINS = ["C" * length + tail for length in range(1, 9) for tail in ("", "O", "N")]


def sentences(make_labels, settings: KernelSettings, one_class: bool = False) -> list[str]:
    length = np.array([float(text.count("C")) for text in CHAINS])
    few = np.where(np.arange(len(CHAINS)) < 6, length, np.nan)
    labels = make_labels(ENDPOINTS, np.stack([length, length * 0 if one_class else length > 4, few], axis=1))
    return list(kernel_sentences(Kernel.fit(CHAINS, labels, settings), labels))


def test_exact_processes_are_told_in_one_sentence(make_labels) -> None:
    assert sentences(make_labels, KernelSettings()) == ["Gaussian processes learnt 3 endpoints from 24 compounds."]


def test_the_sparse_form_and_what_was_not_learnt_are_told(make_labels) -> None:
    assert sentences(make_labels, KernelSettings(exact=20, inducing=10), one_class=True) == [
        "Gaussian processes learnt 2 endpoints from 24 compounds.",
        "That of KCNH2.potency rests on 10 inducing compounds, through which it learnt from 24 (FITC).",
        "Not learnt, as their labels are all censored or all the same: RYR2.modulator.",
    ]
