/** A variable that serverless.yml gives the function; the sentence is for whoever edits that file. */
export function environment(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: give the function that environment variable in functions/functions.yml.`);
  return value;
}
