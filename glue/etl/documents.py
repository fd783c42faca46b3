"""The documents that jobs read and write. Generated from schemas/meta by `npm run types`: change it there."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Absence: TypeAlias = Literal["delete", "ignore"]


class AcceptedValuesTest(TypedDict):
    type: Literal["accepted_values"]
    severity: TestSeverity
    column: Word
    values: list[str | float | bool]


class Analysis(TypedDict):
    """What Spark's analyser finds wrong with marts before they are deployed."""

    unavailable: str | None
    """Why there was no analysis; null where there was"""
    findings: list[AnalysisFinding]


class AnalysisFinding(TypedDict):
    mart: Word
    pointer: str | None
    """Of the value in mart.json; null where mart.sql is meant"""
    line: int | None
    """Of the compiled SQL; null where its select list is meant"""
    sentence: str


AnotherFile: TypeAlias = Literal["hold", "replace"]


Approval: TypeAlias = Literal["deletes", "replacement", "date"]


class Batch(TypedDict):
    """The parts of one snapshot, which are loaded together."""

    load_id: LoadId
    parts: list[Part]


class BatchDateSource(TypedDict):
    file_name_pattern: str | None


class Begun(TypedDict):
    """The load that a staging job has begun last. A job run that was ended was at it, unless it has an outcome."""

    load_id: LoadId


class BooleanValues(TypedDict):
    """The texts that are true, and those that are false."""

    true: list[str]
    false: list[str]


Cadence: TypeAlias = Literal["daily", "any"]


Calendar = TypedDict(
    "Calendar",
    {
        "from": "Day",
        "to": "Day",
        "fiscal_year_starts": int,
        "weekend": list[int],
        "holidays": list["Holiday"],
    },
)


ChangeType: TypeAlias = Literal["insert", "update", "delete"]


class Codec(TypedDict):
    """The facts of a compression."""

    magic: list[str]
    """The first bytes of a file, each of which tells the compression"""
    extension: str | None
    """Where Spark decompresses: the file extension that tells it so; null: the staging job does, before Spark reads"""
    inflation: int
    """What a file is taken to hold, in times of its size, where nobody has counted"""
    check: str | None
    """The command that checks a file by hand"""


class Column(TypedDict):
    """One staging column: `source_name` is the property of row.schema.json, `type` a Spark SQL type."""

    name: Word
    source_name: str
    type: str
    nullable: bool
    description: str | None
    pattern: DatePattern | None
    """How the file writes this date or timestamp, where not as ISO 8601 says; null: as ISO 8601 says"""


class ColumnDiff(TypedDict):
    column: str
    rows: int
    example: ValueChange


ColumnFamily: TypeAlias = Literal[
    "integer",
    "decimal",
    "number",
    "float",
    "boolean",
    "text",
    "binary",
    "date",
    "timestamp",
    "zoned",
    "interval",
    "other",
]


class ColumnFormat(TypedDict):
    null_values: NotRequired[list[str]]
    boolean_values: NotRequired[BooleanValues]


ColumnFormats: TypeAlias = dict[str, ColumnFormat]
"""By property: what takes the place of null_values and boolean_values of the file."""


Compression: TypeAlias = Literal["none", "gzip", "bzip2", "zstd", "zip"]


class ConnectionDefinition(TypedDict):
    id: Word
    description: str
    database: Database
    driver: Driver | None


Crawl: TypeAlias = Literal["on_schema_change", "always", "never"]


class CsvFormat(TypedDict):
    """Delimited text. `tsv` in table.json is compiled to this with a tab."""

    type: Literal["csv"]
    delimiter: str
    quote: str
    header: bool
    encoding: Encoding
    null_values: list[str]
    """The texts that stand for null"""
    boolean_values: BooleanValues
    columns: ColumnFormats


Database: TypeAlias = Literal["oracle", "postgresql", "mysql", "sqlserver"]


class DatePattern(TypedDict):
    """Text that `match` finds becomes ISO 8601 by replacing it with `iso`, then by each of the rewrites. The regular expressions are the same for every engine."""

    text: str
    """As declared in table.json, for messages: `dd.MM.yyyy`"""
    match: str
    iso: str
    """With `$1`, `$2`, ... for the groups of `match`"""
    rewrites: list[Rewrite]


class DateRange(TypedDict):
    min: str
    max: str


Day: TypeAlias = str
"""YYYY-MM-DD"""


class Definitions(TypedDict):
    """definitions.json: everything the Lambdas and the jobs know, compiled"""

    contract: Terms
    tables: dict[TableId, TableDefinition]
    marts: dict[Word, MartDefinition]
    connections: dict[Word, ConnectionDefinition]


class DifferenceLine(TypedDict):
    sign: Literal["-", "+"]
    """-: expected and not there; +: there and not expected"""
    values: list[str]


class Dimension(TypedDict):
    """Resolve `surrogate_key` by joining `view` on `key` ({fact column: dimension column}), versions as of the fact's `as_of` column."""

    name: Word
    surrogate_key: Word
    input: InputName
    view: Word
    key: dict[Word, Word]
    as_of: Word | None
    member_key: Word | None
    """The surrogate key of the dimension mart that `view` is; null for a table"""


Driver = TypedDict(
    "Driver",
    {
        "class": str,
        "jar": str,
    },
)


Encoding: TypeAlias = Literal["utf-8", "utf-16", "iso-8859-1", "windows-1252"]


Feed: TypeAlias = Literal["snapshot", "changes", "events"]


FileEncoding: TypeAlias = Literal["utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"]


FollowedSchema: TypeAlias = Literal["declared", "database"]


class GivenMart(TypedDict):
    mart: Word
    rows: list[MartRow]


class Historical(TypedDict):
    """The days that have rows: `days` up to the batch date, all of them or those with a delivery of every daily input."""

    days: int
    carry_forward: bool


class Holiday(TypedDict):
    date: Day
    name: str


class InParts(TypedDict):
    """What a second file of one batch date under another name does"""

    parts: Parts
    """What says that all parts of a snapshot are there; one of these is not null."""


InputName: TypeAlias = str
"""staging.<source>_<table>, its _current or _history, or mart.<mart>"""


Instant: TypeAlias = str
"""YYYY-MM-DDThh:mm:ss.sssZ"""


class JdbcSource(TypedDict):
    """Where the rows of a table are pulled from. Columns are properties, as the database calls them."""

    connection: Word
    database: Database
    relation: str | None
    query: str | None
    schema: FollowedSchema
    split_by: SplitBy | None
    connections: int
    fetch_size: int
    watermark: Watermark | None
    schedule: str | None


class JobFailure(TypedDict):
    """Why a run of a staging job, a pull or a rollback failed."""

    job_run: str | None
    """The id of Glue's job run, which tells this document from that of an earlier attempt; null where Glue gave none"""
    error: str
    """The name of the error's class"""
    error_message: str
    retryable: bool
    """Whether the same job can succeed a little later"""


class Join(TypedDict):
    """Add the struct column `name`: the row of the history `view` that stands at the time, by `key` ({column of the base: column of the joined history})."""

    name: Word
    input: InputName
    view: Word
    key: dict[Word, Word]


class JsonFormat(TypedDict):
    """One array of objects."""

    type: Literal["json"]
    encoding: Encoding


class JsonLinesFormat(TypedDict):
    """One object a line."""

    type: Literal["jsonl"]
    encoding: Encoding


class Keywords(TypedDict):
    """Keywords of JSON Schema that both languages treat alike"""

    annotations: list[str]
    """They describe a value, and ask nothing of it"""
    data: list[str]
    """Their values are data, not schemas: an anchor there is none"""
    numeric: list[str]
    """A number that the column has no room for says nothing more by also breaking these"""
    plain: list[str]
    """Of a row schema: they say nothing beyond its single properties"""


class Limits(TypedDict):
    """What one file, one row or one value may ask of a check"""

    bytes: int
    """Bytes of a file after decompression"""
    ratio: int
    """Decompressed bytes per compressed byte, looked at once ratio_floor bytes came out"""
    ratio_floor: int
    """Decompressed bytes that any file may have"""
    row_length: int
    """Characters from the start of a row to its end"""
    columns: int
    """Columns of a file"""
    names: int
    """Bytes of all column names as JSON: they are among the facts, of which Step Functions passes on 256 KiB"""
    depth: int
    """Nesting of JSON values and XML elements"""
    keys: int
    """Natural keys that the validator remembers to find duplicates; rows after that are left to Spark's own check"""
    key_characters: int
    """Characters of all of them"""
    problems: int
    """Problems described one by one; the others are counted in totals"""
    shown: int
    """Characters of a value that a problem shows"""
    matched: int
    """Characters of a text that a pattern of a row schema is tried on: the time that some take grows with their square"""
    digits: int
    """Digits of a number that is calculated with: more than any column can hold"""


class Load(TypedDict):
    """One version of one raw object, or a batch of parts, on its way to staging."""

    load_id: LoadId
    table: TableId
    bucket: str
    key: str
    """Of a batch: the folder of its parts, which ends in a slash"""
    version_id: str | None
    etag: str
    size: int
    sequencer: str
    loaded_at: Instant
    """S3's LastModified, ISO 8601 with milliseconds, UTC"""
    batch_date: Day


LoadId: TypeAlias = str
"""32 hexadecimal digits"""


class MaintainedTable(TypedDict):
    table: str
    """shop/orders, or mart.customers"""
    before: TableSize
    after: TableSize
    error: str | None
    """Why its maintenance stopped. What was done before that stays done"""


class MaintenanceReport(TypedDict):
    """What the maintenance of tables did. Its job writes it, and again after each table."""

    planned: int
    """How many tables the job run is to maintain"""
    tables: list[MaintainedTable]
    """Those that it has come to"""


class MartDefinition(TypedDict):
    id: Word
    kind: MartKind
    description: str
    grain: str
    natural_key: list[Word]
    surrogate_key: Word | None
    """The column that the job adds to a dimension; null for other kinds"""
    calendar: Calendar | None
    inputs: list[MartInput]
    fixed: str | None
    """Hash of all that the rows follow from, where no input arrives; null for other marts"""
    base: Word | None
    """The view of the one history that the SQL reads; null for kinds that may read several or none"""
    joins: list[Join]
    historical: Historical | None
    dimensions: list[Dimension]
    repair: Repair
    refresh: Refresh
    partition_by: Word | None
    diff: bool
    tests: list[MartTest]
    level: int
    sql: str


class MartDiff(TypedDict):
    added: int
    gone: int
    changed: int
    added_keys: list[str]
    """The first and the last key"""
    gone_keys: list[str]
    columns: list[ColumnDiff]
    """The columns that changed, those of most rows first"""
    new_columns: list[str]
    """Columns that the state before does not have, which are not compared"""


class MartFailure(TypedDict):
    """Why a mart job did not publish a batch date."""

    mart: Word
    batch_date: Day
    job_run: str | None
    """The id of Glue's job run, which tells this document from that of an earlier attempt; null where Glue gave none"""
    error: str
    """The name of the error's class"""
    error_message: str
    retryable: bool
    """Whether the same job can succeed a little later"""


class MartInput(TypedDict):
    """A name that a mart's SQL reads; `table` is a table id, or `mart` a mart id, the other of the two is null."""

    name: InputName
    view: Word
    relation: Relation
    table: TableId | None
    mart: Word | None
    cadence: Cadence
    fixed: bool
    """Whether it is a mart that reads nothing that arrives: its rows follow from its definition"""


MartKind: TypeAlias = Literal["as_of", "scd2", "historical", "dimension", "fact"]


class MartReport(TypedDict):
    """What a mart job built, and published unless its tests held it back."""

    mart: Word
    batch_date: Day
    published: bool
    """false: a failed test holds it back, and snapshot_id is that of the branch"""
    published_batch_date: Day | None
    """The batch date that is served; null before the first"""
    rows: int
    refresh: RefreshOutcome
    """What was made again of the state before"""
    waiting: dict[str, int]
    """By dimension: the rows whose member has not arrived"""
    snapshot_id: str | None
    tests: list[MartTestOutcome]
    before: MartState | None
    """The state whose place this build takes; null where there is none"""
    diff: MartDiff | None
    """Against that state; null without one, with diff: false, and where the key does not tell the rows apart"""


MartRow: TypeAlias = dict[str, Any]


class MartState(TypedDict):
    batch_date: Day
    snapshot_id: str
    rows: int


class MartTestOutcome(TypedDict):
    test: str
    severity: TestSeverity
    passed: bool
    failures: int
    """The rows that fail; of unique, the keys"""
    examples: list[str]
    """Some of the rows that fail, as text"""


class Multiples(TypedDict):
    """multipleOf: 1, a negative power of ten, anything else"""

    one: str
    power: str
    other: str


NewColumns: TypeAlias = Literal["reject", "ignore", "rescue", "evolve"]


class NotNullTest(TypedDict):
    type: Literal["not_null"]
    severity: TestSeverity
    columns: list[Word]


class Operation(TypedDict):
    """Which values of `column` (a staging column name) mean what."""

    column: Word
    insert: list[str]
    update: list[str]
    delete: list[str]
    default: NotRequired[ChangeType]
    """What a row without an operation is; without it, no row may be without"""
    envelope: NotRequired[Literal[True]]
    """The row is below before and after, as docs/interfaces.md says under Envelopes"""


class OperationPhrases(TypedDict):
    """The operation column: a value that is not listed, and none; {} is what the row schema asks for"""

    value: str
    none: str


class ParquetFormat(TypedDict):
    """Types are the file's own; it has no encoding, and no compression around it."""

    type: Literal["parquet"]


class Part(TypedDict):
    load: Load
    facts: ValidationFacts


class Parts(TypedDict):
    """What says that all parts of a snapshot are there; one of these is not null."""

    success_file: str | None
    count: int | None
    manifest: str | None
    quiet_minutes: int | None


class Patterns(TypedDict):
    """By Spark SQL type: a date in the pattern that table.json declares"""

    date: str
    timestamp: str


Percent: TypeAlias = float


class Phrases(TypedDict):
    """The words after "expected": {} is the value of the keyword, {s} an s unless it is 1"""

    types: dict[str, str]
    """By type of JSON Schema"""
    formats: dict[str, str]
    """By format; others are those of keywords.format"""
    keywords: dict[str, str]
    """By keyword of JSON Schema"""
    multiples: Multiples
    """multipleOf: 1, a negative power of ten, anything else"""
    ranges: Ranges
    """By Spark SQL type: a number that the column has no room for"""
    patterns: Patterns
    """By Spark SQL type: a date in the pattern that table.json declares"""
    other: str
    """Keywords without a phrase"""
    never: str
    """The schema false"""
    new_column: str
    """new_columns: reject"""
    operation: OperationPhrases
    """The operation column: a value that is not listed, and none; {} is what the row schema asks for"""
    envelope: str
    """before or after of an envelope"""


class PlannedExpectation(TypedDict):
    rows: list[PlannedRow]
    error: str | None


class PlannedLoad(TypedDict):
    load: Load
    facts: ValidationFacts | None
    """Null for a file that the gate refuses"""
    text: str
    """The file, in JSON"""
    refused: str | None
    """Why the gate refuses the file"""


PlannedRow: TypeAlias = dict[str, Any]


class PlannedStep(TypedDict):
    batch_date: Day
    loads: list[PlannedLoad]
    given: list[GivenMart]
    """Marts that are not built"""
    expect: PlannedExpectation | None


class PlannedTest(TypedDict):
    mart: Word
    marts: list[Word]
    """Those to build after each step, in order; the last is the mart"""
    steps: list[PlannedStep]


class Problem(TypedDict):
    """What is wrong with a value, row or file."""

    line: int | None
    """Counted from 1; null where the file as a whole is meant"""
    column: str | None
    rule: str
    expected: str
    found: str
    message: str


class PullReport(TypedDict):
    """What a pull did. Its job writes it, and again and again while it reads."""

    pull_id: str
    table: TableId
    key: str | None
    """The object in raw; null until it is there, and for a pull without a change"""
    rows: int
    connections: int
    """Connections that read at the time of the report; in the last one, those it was read with"""
    seconds: float
    instant: str | None
    """The snapshot that all connections read, as the database calls it"""
    watermark: PulledWatermark | None
    evolved: list[str]
    """Columns that follow the database, and are new or wider since the last pull, each with its type: NOTE string"""


PulledWatermark = TypedDict(
    "PulledWatermark",
    {
        "from": str | None,
        "to": str | None,
    },
)


class QuarantineLimit(TypedDict):
    max_percent: Percent
    """More invalid rows than this reject the file"""


class QuarantineRows(TypedDict):
    """What an invalid row does: the file is refused, or the row set aside unless more than `max_percent` of the rows are."""

    quarantine: QuarantineLimit


InvalidRows: TypeAlias = Literal["reject_file"] | QuarantineRows
"""What an invalid row does: the file is refused, or the row set aside unless more than `max_percent` of the rows are."""


class Ranges(TypedDict):
    """By Spark SQL type: a number that the column has no room for"""

    bigint: str
    double: str
    decimal: str


Refresh: TypeAlias = Literal["changed", "full"]


class RefreshOutcome(TypedDict):
    """What was made again of the state before"""

    way: RefreshWay
    """unchanged: nothing; changed: the rows that the inputs touched; full: all rows"""
    because: str | None
    """full: why"""
    rows_written: int


RefreshWay: TypeAlias = Literal["unchanged", "changed", "full"]


class Rejection(TypedDict):
    """`<file>.rejection.json` in quarantine: why the file is there. `load_id` and `table` are null for an object under no known table."""

    load_id: LoadId | None
    table: TableId | None
    bucket: str
    key: str
    version_id: str | None
    reason: str
    rows_checked: int
    problem_count: int
    totals: dict[str, int]
    """{rule: number of problems}"""
    problems: list[Problem]


Relation: TypeAlias = Literal["log", "current", "history", "mart"]


class RelationReport(TypedDict):
    """What a database reports of a table or view, for the draft of a table's definition."""

    refused: str | None
    """Why there is nothing to report, in a sentence; null where there is"""
    comment: str | None
    """The comment of the relation"""
    columns: list[ReportedColumn]
    key: list[str]
    """The columns of the primary key, in its order; none for a view"""


class RelationshipsTest(TypedDict):
    type: Literal["relationships"]
    severity: TestSeverity
    column: Word
    to: InputName
    view: Word
    to_column: Word


Repair: TypeAlias = Literal["on_arrival", "with_next_load"]


class ReportedColumn(TypedDict):
    name: str
    """As the database calls it"""
    type: str
    """As the database calls it, in lower case"""
    family: ColumnFamily
    """What it holds; a number is one whose digits the database does not state"""
    digits: int
    """Of an integer or a decimal"""
    scale: int
    """Digits after the point; negative where the last ones before it are zeros"""
    nullable: bool
    comment: str | None


Rewrite: TypeAlias = list[str]
"""A regular expression, and what replaces each of its matches, with `$1`, `$2`, ... for its groups."""


class RollbackReport(TypedDict):
    """What a rollback of a mart serves."""

    mart: Word
    from_date: Day
    """The batch date that was served"""
    to_date: Day
    """The batch date that is served"""
    between: list[Day]
    """The batch dates whose states are passed over, or served again: later than the earlier of both, up to the later one"""
    rows: int
    snapshot_id: str


class RowCountChangeTest(TypedDict):
    type: Literal["row_count_change"]
    severity: TestSeverity
    max_percent: Percent


class RowDifference(TypedDict):
    columns: list[str]
    lines: list[DifferenceLine]
    equal: int
    """Rows that are as expected"""


RowSchema: TypeAlias = dict[str, Any]
"""A JSON Schema 2020-12 document, kept as written."""


class SplitBy(TypedDict):
    columns: list[str]
    """The columns that divide the rows; none: the addresses of rows (ROWID)"""
    hash: bool
    """Whether the columns are hashed, else their ranges divide the rows"""


class SqlTest(TypedDict):
    type: Literal["sql"]
    severity: TestSeverity
    name: Word
    sql: str
    """The query with the view of each name that it reads"""


class StagingOrder(TypedDict):
    """What the staging job is to do with one load."""

    load: Load
    facts: dict[str, Any]
    """Those of the gate (facts.schema.json); none where the load only goes"""
    approve: list[Approval]
    withdraw: list[Load]
    """At most one load, whose rows go: `load` takes its place, or is the same"""
    run_id: str
    report: str
    """The S3 URI of its staging report; the other documents are beside it"""


class StagingReport(TypedDict):
    """What a staging job did with one load."""

    load_id: LoadId
    table: TableId
    batch_date: Day
    rows_read: int
    rows_staged: int
    rows_unchanged: int
    rows_quarantined: int
    invalid_rows: str | None
    """URI of the rows that were set aside; null when none were"""
    unknown_keys: int
    """Rows that were set aside whose key cannot be read"""
    deletes_suspended: SuspendedDeletes | None
    """Why the snapshot did not delete every absent key; null when it did"""
    ties: Ties | None
    """Keys with other contents in another file at the same sequence_by: the later batch date decides, of one date the file received last; null without any"""
    inserts: int
    updates: int
    deletes: int
    snapshot_id: str | None
    superseded: bool
    rewritten_batch_dates: list[Day]
    shared_with: list[str]
    """changes: ids of loads that have some of this load's changes, too; [*] where they are too many"""
    catalogue_errors: NotRequired[list[str]]
    """What the Glue catalogue refused after the rows were published: views, the partition of raw"""


class SuspendedDeletes(TypedDict):
    """Why the snapshot did not delete every absent key; null when it did"""

    all: bool
    """Nothing at all was deleted"""
    keys: int
    """Absent keys that stay live"""
    loads: int
    """With all: how many loads without a break deleted nothing, this load included"""
    reason: str


class TableDefinition(TypedDict):
    id: TableId
    source: Word
    table: Word
    name: Word
    description: str
    grain: str
    format: Format
    feed: Feed
    natural_key: list[Word]
    sequence_by: Word | None
    operation: Operation | None
    deletes: Absence
    zero_padded: list[str]
    """Properties, as row.schema.json names them, whose numbers may have leading zeros or a plus sign."""
    max_delete_percent: Percent
    another_file: AnotherFile | InParts
    """What a second file of one batch date under another name does"""
    batch_date: BatchDateSource
    max_days_ahead: int
    """Days that a batch date, or a sequence_by, may be after loaded_at"""
    first_date: Day | None
    """The earliest batch date"""
    partition_by: Word
    invalid_rows: InvalidRows
    new_columns: NewColumns
    crawl: Crawl
    jdbc: JdbcSource | None
    columns: list[Column]
    row_schema: RowSchema


TableId: TypeAlias = str
"""<source>/<table>"""


class TableSize(TypedDict):
    files: int
    """Files that a query of the table may read, with those that mark deleted rows"""
    snapshots: int
    bytes: int
    """Of all objects below the table's location, and of the states of a staging table"""


class Terms(TypedDict):
    """Facts that TypeScript and Python share: schemas/meta/contract.json"""

    formats: dict[str, str]
    """The formats of JSON Schema that a row schema may name, as regular expressions that every engine reads alike"""
    limits: Limits
    """What one file, one row or one value may ask of a check"""
    phrases: Phrases
    """The words after "expected": {} is the value of the keyword, {s} an s unless it is 1"""
    keywords: Keywords
    """Keywords of JSON Schema that both languages treat alike"""
    compressions: dict[str, Codec]
    """The rows of the vocabulary of compressions"""


class TestFailure(TypedDict):
    step: int
    sentence: str
    difference: RowDifference | None


class TestOutcome(TypedDict):
    """What came of one unit test of a mart: where it failed first, or nothing."""

    test: int
    """Its place in the plan"""
    seconds: float
    failure: TestFailure | None


class TestPlan(TypedDict):
    """Unit tests of marts, ready to be run: loads as the gate left them."""

    definitions: Definitions
    tests: list[PlannedTest]


TestSeverity: TypeAlias = Literal["halt", "warn"]


class Ties(TypedDict):
    """Keys with other contents in another file at the same sequence_by: the later batch date decides, of one date the file received last; null without any"""

    keys: int
    shown: list[str]
    """The first few of them, with their sequence_by"""
    sequence_by: Word


class Turn(TypedDict):
    """The loads of a table that one job run stages, in this order."""

    table: TableId
    loads: list[StagingOrder]


class UniqueTest(TypedDict):
    type: Literal["unique"]
    severity: TestSeverity
    columns: list[Word]


MartTest: TypeAlias = UniqueTest | NotNullTest | AcceptedValuesTest | RelationshipsTest | RowCountChangeTest | SqlTest


class ValidationFacts(TypedDict):
    """What the validator learnt about a file that it accepted."""

    rows: int | None
    """Rows in the file, the invalid ones too; null when time ran out before its end: Spark counts and checks the rest"""
    rows_checked: int
    """Rows that were checked one by one: all of them, fewer when time ran out, none of a parquet file"""
    rows_quarantined: int
    """Rows among them that break the contract and are to be set aside"""
    dates: dict[str, DateRange]
    """Least and greatest day of each `date` column over the valid rows, by staging name; a column without any is left out"""
    bytes: int
    compression: Compression
    encoding: FileEncoding | None
    """Null for parquet"""
    bom: bool
    header: list[str]
    embedded_newlines: bool
    blank_rows: bool
    """Whether a csv row is white space alone"""
    line_end: Literal["lf", "crlf", "mixed"] | None
    """How the rows of a csv file end; null for other formats, and for a file of one line without an end"""
    shape: str


class ValueChange(TypedDict):
    key: str
    before: str | None
    after: str | None


class Watermark(TypedDict):
    column: str
    overlap: int


Word: TypeAlias = str
"""a lower-case word: letters, digits, underscores"""


class XmlFormat(TypedDict):
    """One row per `<row_tag>` element; docs/interfaces.md says how elements and attributes become properties."""

    type: Literal["xml"]
    row_tag: str
    encoding: Encoding
    null_values: list[str]
    """The texts that stand for null"""
    boolean_values: BooleanValues
    columns: ColumnFormats


TextFormat: TypeAlias = CsvFormat | JsonFormat | JsonLinesFormat | XmlFormat
"""Formats that are text: bytes, decoded, cut into rows."""


Format: TypeAlias = TextFormat | ParquetFormat
