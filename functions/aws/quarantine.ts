import type { Rejection } from "../core/documents";
import { copyVersion } from "./copy";
import { environment } from "./environment";
import { type ObjectVersion, putJson } from "./objects";

const bucket = () => environment("QUARANTINE_BUCKET");

/**
 * Copies a rejected version to the quarantine bucket under its own key, and its rejection beside it, in this order:
 * where there is a reason, there is the file. Doing it again changes nothing.
 */
export async function quarantine(version: ObjectVersion, rejection: Rejection): Promise<void> {
  await copyVersion(version, { bucket: bucket(), key: version.key });
  await putJson(bucket(), `${version.key}.rejection.json`, rejection);
}

/**
 * Writes which rows of an accepted file are set aside, and why, under the file's key in quarantine; the file itself is not
 * copied. Doing it again changes nothing.
 */
export async function reportInvalidRows(report: Rejection): Promise<void> {
  await putJson(bucket(), `${report.key}.invalid_rows.json`, report);
}
