"""Where random numbers come from: a generator of one's own, so that whatever was drawn can be drawn again."""

from random import Random


def generator(random: Random) -> Random:
    """What was given, if random numbers can be drawn from it: a `random.Random`, or the module `random` itself."""
    if not hasattr(random, "gauss") or isinstance(random, type):
        seed = random if isinstance(random, int) else 0
        raise TypeError(
            f"random numbers are drawn from a generator, but random={random!r} came; write random=random.Random({seed})"
        )
    return random


def generator_or_first(random: Random | None) -> Random:
    """The generator that was given; where none was, Random(0)."""
    return Random(0) if random is None else generator(random)
