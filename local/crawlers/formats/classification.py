"""A classifier's answer for one file."""

from __future__ import annotations

from dataclasses import dataclass, field

from local.crawlers.shapes import Shape


@dataclass(frozen=True)
class Classification:
    """Kind (`csv`), the shape of each column in order, the serde's parameters and those of the table."""

    kind: str
    columns: dict[str, Shape]
    serde: str
    serde_parameters: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    input_format: str = "org.apache.hadoop.mapred.TextInputFormat"
    output_format: str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
