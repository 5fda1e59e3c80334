"""The learning rate of every step."""

import math


def learning_rate(step: int, steps: int, highest: float, warmup: float) -> float:
    """Rate of step 0 .. steps - 1: a linear rise over the share `warmup` of all steps, then a half cosine towards zero.

    Loshchilov and Hutter 2017, arXiv 1608.03983. The first step already has a rate above zero.
    """
    rising = round(warmup * steps)
    if step < rising:
        return highest * (step + 1) / rising
    return highest * 0.5 * (1.0 + math.cos(math.pi * (step - rising) / (steps - rising)))
