/** Crawler classifiers by format, from the `format` of table.json. */
const CLASSIFIERS = {
  csv: (name, format) => ({
    CsvClassifier: {
      Name: name,
      Delimiter: format.delimiter,
      QuoteSymbol: format.quote,
      ContainsHeader: format.header ? "PRESENT" : "ABSENT",
      AllowSingleColumn: true,
    },
  }),
  jsonl: (name) => ({ JsonClassifier: { Name: name, JsonPath: "$" } }),
  json: (name) => ({ JsonClassifier: { Name: name, JsonPath: "$[*]" } }),
  xml: (name, format) => ({ XMLClassifier: { Name: name, Classification: "xml", RowTag: format.row_tag } }),
};

module.exports = { CLASSIFIERS };
