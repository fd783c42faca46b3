import { SluiceError } from "../errors";

/** Somebody requested a mart by hand before its inputs had any data. */
export class MartNotDueError extends SluiceError {
  override readonly name = "MartNotDueError";
}

/** Other executions were building the mart for as long as a run waits for its turn. */
export class BuildWaitError extends SluiceError {
  override readonly name = "BuildWaitError";

  constructor(mart: string, batchDates: string[]) {
    super(
      `${mart} of ${batchDates.join(", ")} is still to be built: other runs were building it all the time. The requests stay on record, and the next run that builds ${mart} builds them.`,
    );
  }
}
