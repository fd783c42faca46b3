"""Files in any order: the log is what a model of a few lines says, and what the model holds is not loaded."""

import itertools
from dataclasses import dataclass, field

import pytest
from etl.errors import SnapshotPartError
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.glue.feeds.test_parts import PARTS
from tests.glue.world import table
from tests.sweep import either, examples, swept

pytestmark = [pytest.mark.spark, swept]

NAMES = itertools.count()
few = examples(
    1, 60, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class File:
    """A file as it was sent: the minute says which one of a date is newer."""

    day: int
    name: str
    minute: int
    rows: tuple[tuple[int, str], ...]

    @property
    def text(self):
        return "ID,NAME\n" + "".join(f"{id_},{name}\n" for id_, name in self.rows)


@dataclass
class Model:
    """A table of snapshots. `loaded` has every file that was ever accepted and is not withdrawn."""

    policy: str
    loaded: list[File] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)

    def holds(self, file):
        """Whether a file of another name has the date."""
        return self.policy == "hold" and self.places.get(file.day, file.name) != file.name

    def load(self, file):
        self.places.setdefault(file.day, file.name)
        if file not in self.loaded:
            self.loaded.append(file)

    def live(self, day):
        """The file that a date's rows come from."""
        return max((file for file in self.loaded if file.day == day), key=lambda file: file.minute, default=None)

    def parts(self, day):
        """The newest version of each part of a date."""
        newest = {}
        for file in sorted(self.loaded, key=lambda file: file.minute):
            newest |= {file.name: file} if file.day == day else {}
        return list(newest.values())

    def withdraw(self, file):
        """Take a file out; returns the one that takes its place, if its place was the date's."""
        was = self.live(file.day)
        self.loaded.remove(file)
        if self.live(file.day) is None:
            self.places.pop(file.day, None)
        return self.live(file.day) if was == file else None

    def log(self):
        """(batch date, change, id, name) of every change from day to day; a delete has the key alone."""
        changes, before = [], {}
        for day in sorted({file.day for file in self.loaded}):
            files = self.parts(day) if self.policy == "parts" else [self.live(day)]
            now = {id_: name for file in files for id_, name in file.rows}
            for id_ in sorted(before.keys() | now.keys()):
                old, new = before.get(id_), now.get(id_)
                kind = "insert" if old is None else "delete" if new is None else "update"
                changes += [(f"2026-03-0{day}", kind, id_, new)] if old != new else []
            before = now
        return sorted(changes, key=repr)


rows = st.dictionaries(st.integers(1, 5), st.sampled_from(["Ada", "Bob", "Cyd"]), max_size=4)


@st.composite
def deliveries(draw):
    """Files in the order in which they arrive, which is not the order in which they were sent."""
    sent = draw(st.lists(st.tuples(st.integers(1, 3), st.sampled_from("ab"), rows), min_size=3, max_size=5))
    files = [File(day, name, minute, tuple(sorted(made.items()))) for minute, (day, name, made) in enumerate(sent)]
    return draw(st.permutations(files)), draw(st.lists(st.sampled_from(files), max_size=2, unique=True))


def _put(world, name, file):
    key = f"shop/{name}/dt=2026-03-0{file.day}/{file.name}.csv"
    return world.put(f"2026-03-0{file.day}", file.text, f"shop/{name}", at=f"06:0{file.minute}", key=key)


def _log(world, name):
    rows = world.rows("_batch_date", "_change_type", "id", "name", name=name)
    return sorted(((str(row[0]), *row[1:]) for row in rows), key=repr)


def _defined(world, another_file):
    name = f"things_{next(NAMES)}"
    world.define(table(id=f"shop/{name}", name=f"shop_{name}", another_file=another_file))
    return name


@pytest.mark.parametrize("policy", either(["hold"], ["hold", "replace"]))
@few
@given(plan=deliveries())
def test_files_and_withdrawals_end_as_the_model_says(world, policy, plan):
    arrivals, withdrawn = plan
    name, model = _defined(world, policy), Model(policy)
    loads = {file: _put(world, name, file) for file in arrivals}
    for file in (*arrivals, arrivals[0]):  # the first is delivered twice
        if model.holds(file):
            with pytest.raises(SnapshotPartError):
                world.stage(loads[file])
        else:
            world.stage(loads[file])
            model.load(file)
    for file in withdrawn:
        if file in model.loaded:
            heir = model.withdraw(file)
            world.stage(loads[heir] if heir else (loads[file][0], {}), withdraw=[loads[file][0]])
    assert _log(world, f"shop_{name}") == model.log()


@few
@given(plan=deliveries())
def test_parts_end_as_the_model_says(world, plan):
    arrivals, _ = plan
    name, model = _defined(world, PARTS), Model("parts")
    parted = [  # no key is in two parts
        File(file.day, file.name, file.minute, tuple(row for row in file.rows if row[0] % 2 == (file.name == "a")))
        for file in arrivals
    ]
    loads = {file: _put(world, name, file) for file in parted}
    for file in (*parted, parted[0]):
        model.load(file)
        world.stage(world.together(*(loads[part] for part in model.parts(file.day))))
    assert _log(world, f"shop_{name}") == model.log()
