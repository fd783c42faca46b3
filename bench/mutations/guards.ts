/** A guard of the product, the mutation that removes it, and the test that has to fail then. */
export interface Guard {
  guard: string;
  file: string;
  /** stands in the file exactly once */
  text: string;
  mutation: string;
  test: Test;
}

/** A test of pytest by its id, or the tests of a file of jest whose name has `name` in it. */
export type Test = { pytest: string } | { jest: string; name: string };

const FEEDS = "glue/etl/feeds";
const TESTS = "tests/glue/feeds";
const SCHEDULE = "tests/glue/convergence/test_schedules.py::test_a_schedule_ends_as_the_model_says";
const pytest = (id: string) => ({ pytest: id });
const unit = (path: string, name: string) => ({ jest: path, name });
const LINE = "tests/core/ledger/line.test.ts";
const CLAIM = "tests/core/ledger/claim.test.ts";
const STRUCTURE = "tests/statemachines/structure.test.ts";

const STAGING: Guard[] = [
  {
    guard: "an older version of a snapshot changes nothing",
    file: `${FEEDS}/succession.py`,
    text: "return replaced if run.delivery.order >= there.order else None",
    mutation: "return replaced",
    test: pytest(`${TESTS}/test_snapshot.py::test_a_correction_replaces_the_batch_and_an_older_file_is_superseded`),
  },
  {
    guard: "a second name of a batch date is held",
    file: `${FEEDS}/succession.py`,
    text: 'if run.table["another_file"] == "hold":',
    mutation: "if False:",
    test: pytest(`${TESTS}/test_holds.py::test_the_second_half_of_a_snapshot_is_held_whichever_it_is`),
  },
  {
    guard: "the rows of a replaced load go in the same commit",
    file: `${FEEDS}/snapshot.py`,
    text: "if rewritten:",
    mutation: "if False:",
    test: pytest(`${TESTS}/test_snapshot.py::test_a_correction_replaces_the_batch_and_an_older_file_is_superseded`),
  },
  {
    guard: "the neighbour before is the nearest one",
    file: `${FEEDS}/snapshot.py`,
    text: "return loads[max(earlier)] if earlier else None",
    mutation: "return loads[min(earlier)] if earlier else None",
    test: pytest(`${TESTS}/test_snapshot.py::test_the_log_holds_what_changed_from_day_to_day`),
  },
  {
    guard: "the neighbour after is diffed again",
    file: `${FEEDS}/snapshot.py`,
    text: "for next_date in dates if cascades else dates[:1]:",
    mutation: "for next_date in dates if cascades else []:",
    test: pytest(`${TESTS}/test_parts.py::test_an_older_day_in_parts_is_diffed_with_the_next_one_in_parts`),
  },
  {
    guard: "where absent keys stay, every later day is made again",
    file: `${FEEDS}/snapshot.py`,
    text: 'return table["deletes"] == "ignore" or table["invalid_rows"] != "reject_file"',
    mutation: "return False",
    test: pytest(`${TESTS}/test_withdraw.py::test_where_absent_keys_stay_every_later_day_is_made_again`),
  },
  {
    guard: "a key that stands twice is refused",
    file: `${FEEDS}/snapshot.py`,
    text: 'if (batch.compared.get["most"] or 0) > 1:',
    mutation: "if False:",
    test: pytest(`${TESTS}/test_parts.py::test_a_key_that_two_parts_have_refuses_the_batch_and_blames_no_part`),
  },
  {
    guard: "the brake: a mass delete is held",
    file: `${FEEDS}/brake.py`,
    text: "if not _is_too_much(run, deletes, keys) or (known",
    mutation: "if True or (known",
    test: pytest(`${TESTS}/test_snapshot.py::test_a_mass_delete_is_held_until_approved`),
  },
  {
    guard: "the brake: a later day that would delete too much holds an older one",
    file: `${FEEDS}/snapshot.py`,
    text: "    brake_later(run, states, others)\n",
    mutation: "",
    test: pytest(
      `${TESTS}/test_holds.py::test_an_older_day_that_arrives_last_is_held_when_the_next_day_would_delete_too_much`,
    ),
  },
  {
    guard: "the brake: a correction that takes too much away is held",
    file: `${FEEDS}/brake.py`,
    text: "if _is_too_much(run, lost, keys):",
    mutation: "if False:",
    test: pytest(`${TESTS}/test_holds.py::test_a_correction_is_held_when_it_takes_too_much_away_from_its_own_date`),
  },
  {
    guard: "the engines count the same rows",
    file: "glue/etl/gate/agreement.py",
    text: "    if validator != spark:\n",
    mutation: "    if False:\n",
    test: pytest("tests/glue/gate/test_invalid_rows.py::test_the_engines_must_agree_on_how_many_rows_are_invalid"),
  },
  {
    guard: "nothing is deleted where a key cannot be read",
    file: `${FEEDS}/snapshot.py`,
    text: 'if table["deletes"] == "ignore" or aside.all:',
    mutation: 'if table["deletes"] == "ignore":',
    test: pytest(
      "tests/glue/gate/test_invalid_rows.py::test_nothing_is_deleted_where_the_key_of_a_row_set_aside_cannot_be_read",
    ),
  },
  {
    guard: "a load is prepared on a branch that nobody reads",
    file: "glue/etl/platform/iceberg.py",
    text: 'self.identifier = f"{table.identifier}.branch_{name}"',
    mutation: "self.identifier = table.identifier",
    test: pytest(
      `${TESTS}/test_snapshot.py::test_a_crash_before_publishing_shows_nothing_and_the_rerun_gives_the_same_rows`,
    ),
  },
  {
    guard: "a state of before prints is worked out from the log",
    file: `${FEEDS}/state.py`,
    text: 'elif not self.read(entry).get("has_prints"):',
    mutation: "elif False:",
    test: pytest(`${TESTS}/test_snapshot.py::test_a_state_of_an_older_version_is_worked_out_from_the_log`),
  },
  {
    guard: "a value that is NULL is another than the same value in another column",
    file: "glue/etl/load/hashing.py",
    text: 'return ", ".join([f"if({quoted(name)} is null, null, {number}L)", *values])',
    mutation: 'return ", ".join(values)',
    test: pytest("tests/glue/load/test_hashing.py"),
  },
  {
    guard: "the branch of a killed first load gives way",
    file: "glue/etl/platform/iceberg.py",
    text: "if begun.table().refs().containsKey(self.name):",
    mutation: "if False:",
    test: pytest("tests/glue/platform/test_branches.py"),
  },
  {
    guard: "a commit that compaction overtook is made again",
    file: "glue/etl/platform/iceberg.py",
    text: 'CONFLICTS = ("Cannot fast-forward", "CommitFailedException")',
    mutation: "CONFLICTS = ()",
    test: pytest(`${TESTS}/test_snapshot.py::test_compaction_between_the_steps_does_not_lose_the_load`),
  },
  {
    guard: "a change belongs to the first load that has it",
    file: `${FEEDS}/merge.py`,
    text: '.orderBy(*LOAD_ORDER, "_position", "_change_type")',
    mutation: '.orderBy("_fresh", "_position", "_change_type")',
    test: pytest(`${SCHEDULE}[25]`),
  },
  {
    guard: "loads of changes are ordered by batch date",
    file: `${FEEDS}/merge.py`,
    text: 'LOAD_ORDER = ["_batch_date", "_loaded_at", "_load_id"]',
    mutation: 'LOAD_ORDER = ["_loaded_at", "_load_id"]',
    test: pytest(`${TESTS}/test_order.py::test_a_file_that_comes_late_leaves_what_it_would_have_left_in_time`),
  },
  {
    guard: "equal changes with another between them are several",
    file: `${FEEDS}/merge.py`,
    text: '    identity.append(F.coalesce("_occurrence", F.lit(1)))\n',
    mutation: "",
    test: pytest(`${TESTS}/test_order.py::test_changes_within_one_second_take_effect_in_the_order_of_the_file`),
  },
  {
    guard: "in the order of files each load has its own changes",
    file: `${FEEDS}/merge.py`,
    text: '*(["_load_id"] if by_file else [])',
    mutation: "*[]",
    test: pytest(`${SCHEDULE}[7]`),
  },
  {
    guard: "a tie between files is on record",
    file: `${FEEDS}/ties.py`,
    text: "        if not first:\n",
    mutation: "        if True:\n",
    test: pytest(`${TESTS}/test_order.py::test_a_tie_between_files_is_on_record`),
  },
  {
    guard: "a change from the future is held",
    file: `${FEEDS}/plausible.py`,
    text: 'if not rows or last is None or "date" in run.approve:',
    mutation: "if True:",
    test: pytest(`${TESTS}/test_changes.py::test_a_change_from_the_future_is_held_until_a_person_approves_it`),
  },
  {
    guard: "an operation that is not listed is refused",
    file: `${FEEDS}/changes.py`,
    text: 'if operation and found["unknown"]:',
    mutation: "if False:",
    test: pytest(`${TESTS}/test_changes.py::test_an_unknown_operation_is_refused`),
  },
  {
    guard: "the registry refuses a feed without a file",
    file: `${FEEDS}/__init__.py`,
    text: "    if feed is None:\n",
    mutation: "    if False:\n",
    test: pytest(`${TESTS}/test_registry.py::test_a_feed_that_is_not_supported_yet_says_so`),
  },
  {
    guard: "a job run leaves out what has its report",
    file: "glue/etl/turn.py",
    text: "document: Turn = objects.read_json(turn)\n",
    mutation: "document: Turn = objects.read_json(turn)\n    objects.names_below = lambda _: []\n",
    test: pytest("tests/glue/test_turn.py"),
  },
  {
    guard: "a load that fails leaves the others alone",
    file: "glue/etl/turn.py",
    text: "failures.append(error)",
    mutation: "failures.clear(); raise error",
    test: pytest("tests/glue/test_turn.py"),
  },
  {
    guard: "when Spark has ended, no load is to blame",
    file: "glue/etl/turn.py",
    text: "raise  # without a document: the job run was ended, whatever the load is like",
    mutation: "pass",
    test: pytest("tests/glue/test_turn.py"),
  },
];

const MACHINES: Guard[] = [
  {
    guard: "a claim: what is loaded is a duplicate",
    file: "functions/core/ledger/claim.ts",
    text: 'return claimant.force ? "take_over" : "duplicate";',
    mutation: 'return "take_over";',
    test: unit(CLAIM, ""),
  },
  {
    guard: "a claim: a withdrawn version stays withdrawn",
    file: "functions/core/ledger/claim.ts",
    text: 'return claimant.restore ? "take_over" : "withdrawn";',
    mutation: 'return "take_over";',
    test: unit("tests/handlers/claim-load.test.ts", "answers that a version was withdrawn"),
  },
  {
    guard: "a claim: the execution that runs keeps its load",
    file: "functions/core/ledger/claim.ts",
    text: 'return (await isRunning(found.execution_arn)) ? "duplicate" : "take_over";',
    mutation: 'return "take_over";',
    test: unit(CLAIM, ""),
  },
  {
    guard: "a claim: a lost write is decided anew",
    file: "functions/core/ledger/claim.ts",
    text: "(await ledger.claim(wanted, found))) return",
    mutation: "((await ledger.claim(wanted, found)) || true)) return",
    test: unit(CLAIM, "gives one of two simultaneous claims the load"),
  },
  {
    guard: "the first name of a batch date speaks for it",
    file: "functions/core/ledger/first-name.ts",
    text: "if (!isApproved && open && !loads.some(({ committed }) => committed)) {",
    mutation: "if (!isApproved && open && !open) {",
    test: unit("tests/core/ledger/first-name.test.ts", ""),
  },
  {
    guard: "the line: one loader at a time",
    file: "functions/core/ledger/line.ts",
    text: "if (other !== null && (await ledger.isRunning(other))) return false;",
    mutation: "",
    test: unit(LINE, "one loader at a time"),
  },
  {
    guard: "the line: a loader that has ended is taken over",
    file: "functions/core/ledger/line.ts",
    text: "if (other !== null && (await ledger.isRunning(other))) return false;",
    mutation: "if (other !== null) return false;",
    test: unit(LINE, "takes over from a loader that has ended"),
  },
  {
    guard: "the line: loads are taken in the order in which they take effect",
    file: "functions/core/ledger/line.ts",
    text: "(await ledger.line(table)).filter(isInLine).toSorted(byLoad)",
    mutation: "(await ledger.line(table)).filter(isInLine)",
    test: unit(LINE, "takes them in the order in which they take effect"),
  },
  {
    guard: "the line: the loader reads its own place once more",
    file: "functions/core/ledger/line.ts",
    text: "if (now?.execution_arn !== mine.execution_arn || !isInLine(now)) {",
    mutation: "if (now === undefined) {",
    test: unit(LINE, "between its look and its becoming the loader"),
  },
  {
    guard: "the line: nobody loads for an execution that was stopped",
    file: "functions/core/ledger/line.ts",
    text: "if (place.execution_arn === me || (await ledger.isRunning(place.execution_arn))) return",
    mutation: "if (place !== undefined) return",
    test: unit(LINE, "takes over from a loader that has ended"),
  },
  {
    guard: "wake-ups: the first that still waits looks again",
    file: "functions/core/ledger/line.ts",
    text: "await Promise.all([wakeFirst(line, ledger), ...decided",
    mutation: "await Promise.all([...decided",
    test: unit(LINE, "however executions interleave and end"),
  },
  {
    guard: "wake-ups: who lets go of the table wakes the next",
    file: "functions/core/ledger/line.ts",
    text: "if (await ledger.release(table, me)) await wakeFirst(await othersIn(table, me, ledger), ledger);",
    mutation: "await ledger.release(table, me);",
    test: unit(LINE, "lets go of the table"),
  },
  {
    guard: "a job run stages a bounded number of loads",
    file: "functions/core/ledger/line.ts",
    text: "index < LOADS_A_JOB_RUN && ",
    mutation: "",
    test: unit(LINE, ""),
  },
  {
    guard: "of a job run that was ended, one load is to blame",
    file: "functions/core/run/turns.ts",
    text: "own.every((each) => each === null) && ",
    mutation: "",
    test: unit("tests/handlers/record-turn.test.ts", ""),
  },
  {
    guard: "the job runs again where a load may succeed a little later",
    file: "functions/core/run/turns.ts",
    text: "!each.staged && deservesAnother(failure, each.failure, attempts)",
    mutation: "!each.staged && false",
    test: unit("tests/handlers/record-turn.test.ts", "asks for another run of the job"),
  },
  {
    guard: "fan-in: one execution wins the builds of a state of the inputs",
    file: "functions/core/fan-in/plan-marts.ts",
    text: "wanted.filter((_, index) => won[index] === isWon)",
    mutation: "wanted.filter((_, index) => isWon || won[index] === isWon)",
    test: unit("tests/core/fan-in/plan-marts.test.ts", "lets one execution win"),
  },
  {
    guard: "fan-in: the request of a run that ended is taken over",
    file: "functions/core/fan-in/plan-marts.ts",
    text: "return (await ledger.isRunning(found.requested_by)) ? null : found.requested_by;",
    mutation: "return null;",
    test: unit("tests/core/fan-in/plan-marts.test.ts", "takes over the request of a run that has ended"),
  },
  {
    guard: "fan-in: a builder that has ended is taken over",
    file: "functions/core/fan-in/take.ts",
    text: "if (other !== null && (await ledger.isRunning(other))) return false;",
    mutation: "if (other !== null) return false;",
    test: unit("tests/core/fan-in/take.test.ts", "takes over from a builder that has ended"),
  },
  {
    guard: "fan-in: a builder with nothing to build lets go of the mart",
    file: "functions/core/fan-in/take.ts",
    text: "    await ledger.release(mart, executionArn);\n    return turn;",
    mutation: "    return turn;",
    test: unit("tests/core/fan-in/take.test.ts", "lets go of the mart"),
  },
  {
    guard: "retry lists: the lock of the table is waited for",
    file: "statemachines/load_file.asl.json",
    text: '"MaxAttempts": 2500',
    mutation: '"MaxAttempts": 25',
    test: unit(STRUCTURE, "waits for its table's lock"),
  },
  {
    guard: "retry lists: with jitter",
    file: "statemachines/load_file.asl.json",
    text: '"BackoffRate": 1.3,\n          "MaxAttempts": 2500,\n          "MaxDelaySeconds": 60,\n          "JitterStrategy": "FULL"',
    mutation: '"BackoffRate": 1.3,\n          "MaxAttempts": 2500,\n          "MaxDelaySeconds": 60',
    test: unit(STRUCTURE, "Load staging has a time limit"),
  },
  {
    guard: "a wait that nobody answers ends in a look",
    file: "statemachines/load_file.asl.json",
    text: '"ErrorEquals": ["States.Timeout"],\n          "Comment": "Nobody answered: look."',
    mutation: '"ErrorEquals": ["States.HeartbeatTimeout"],\n          "Comment": "Nobody answered: look."',
    test: unit(STRUCTURE, "looks again when nobody answers in time"),
  },
];

export const GUARDS: readonly Guard[] = [...STAGING, ...MACHINES];
