"""Random histories, and what a mart of them has: worked out tick by tick, a tick being half a day of March 2026."""

from datetime import date, datetime, timedelta

START = datetime(2026, 3, 1)
TICKS = 40
KEYS = 6


def random_states(random, values, step=1):
    """What stands at each tick: a value, or None; it changes at every `step`-th tick only."""
    states, value = [], None
    for tick in range(TICKS):
        if tick % step == 0 and random.random() < 0.3:
            value = random.choice([None, *values])
        states.append(value)
    return states


def intervals(states):
    """The fewest intervals (value, from, to) of these states; what stands at the last tick is open."""
    starts = [tick for tick in range(TICKS) if tick == 0 or states[tick] != states[tick - 1]]
    ends = [*starts[1:], None]
    return [(states[start], start, end) for start, end in zip(starts, ends, strict=True) if states[start] is not None]


def in_pieces(random, states, step=1):
    """The same states in more intervals: some are cut in two, and some empty ones are among them."""
    found = []
    for value, start, end in intervals(states):
        cuts = range(start + step, TICKS if end is None else end, step)
        at = random.choice(cuts) if cuts and random.random() < 0.5 else None
        found += [(value, start, end)] if at is None else [(value, start, at), (value, at, end)]
        if random.random() < 0.2:
            found.append(("nothing", start, start))
    return found


def time(tick, type_):
    """A tick as Spark has it."""
    if tick is None:
        return None
    moment = START + timedelta(hours=12 * tick)
    return moment if type_ == "timestamp" else date(moment.year, moment.month, moment.day)


def step_of(type_):
    """Dates are every second tick."""
    return {"timestamp": 1, "date": 2}[type_]
