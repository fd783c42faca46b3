package oracle.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.postgresql.PGResultSetMetaData;

/** A column as Oracle's driver reports it: java.sql.Types or one of Oracle's own, name, precision and scale. */
record Described(int type, String name, int precision, int scale) {
  private static final int UNSTATED = -127;
  private static final Pattern NUMBERS = Pattern.compile("\\(([^)]*)\\)");

  /** What a column of a table was declared as, which schema.sql keeps as its comment. */
  private static final String DECLARED = """
      select col_description(attrelid, attnum) from pg_attribute
      where attrelid = to_regclass(quote_ident(?) || '.' || quote_ident(?)) and attname = ?""";

  private static final Map<String, Integer> TYPES = Map.ofEntries(
      Map.entry("NUMBER", Types.NUMERIC),
      Map.entry("FLOAT", Types.NUMERIC),
      Map.entry("BINARY_FLOAT", 100),
      Map.entry("BINARY_DOUBLE", 101),
      Map.entry("CHAR", Types.CHAR),
      Map.entry("NCHAR", Types.NCHAR),
      Map.entry("VARCHAR2", Types.VARCHAR),
      Map.entry("NVARCHAR2", Types.NVARCHAR),
      Map.entry("CLOB", Types.CLOB),
      Map.entry("NCLOB", Types.NCLOB),
      Map.entry("BLOB", Types.BLOB),
      Map.entry("RAW", Types.VARBINARY),
      Map.entry("ROWID", Types.ROWID),
      Map.entry("DATE", Types.TIMESTAMP),
      Map.entry("TIMESTAMP", Types.TIMESTAMP),
      Map.entry("TIMESTAMP WITH TIME ZONE", -101),
      Map.entry("TIMESTAMP WITH LOCAL TIME ZONE", -102),
      Map.entry("INTERVALYM", -103),
      Map.entry("INTERVALDS", -104));

  /** The type of an expression, by PostgreSQL's name of it. */
  private static final Map<String, String> EXPRESSIONS = Map.of(
      "float4", "BINARY_FLOAT",
      "float8", "BINARY_DOUBLE",
      "bpchar", "CHAR",
      "bytea", "RAW",
      "tid", "ROWID",
      "timestamp", "TIMESTAMP(6)",
      "timestamptz", "TIMESTAMP(6) WITH TIME ZONE",
      "interval", "INTERVAL DAY(2) TO SECOND(6)",
      "int4", "NUMBER",
      "int8", "NUMBER");

  static ResultSetMetaData metadata(ResultSetMetaData real, Session session) throws SQLException {
    List<Described> columns = new ArrayList<>();
    for (int at = 1; at <= real.getColumnCount(); at++) columns.add(of(real, at, session));
    return Wrapped.of(ResultSetMetaData.class, real, session, (method, given) -> switch (method.getName()) {
      case "getColumnType" -> columns.get((int) given[0] - 1).type();
      case "getColumnTypeName" -> columns.get((int) given[0] - 1).name();
      case "getPrecision" -> columns.get((int) given[0] - 1).precision();
      case "getScale" -> columns.get((int) given[0] - 1).scale();
      default -> null;
    });
  }

  private static Described of(ResultSetMetaData real, int at, Session session) throws SQLException {
    String declared = declared((PGResultSetMetaData) real, at, session);
    if (declared != null) return of(declared);
    String type = real.getColumnTypeName(at);
    if (!type.equals("numeric")) return of(EXPRESSIONS.getOrDefault(type, "VARCHAR2(4000)"));
    int precision = real.getPrecision(at);
    return of(precision == 0 ? "NUMBER" : "NUMBER(" + precision + "," + real.getScale(at) + ")");
  }

  private static String declared(PGResultSetMetaData real, int at, Session session) throws SQLException {
    if (real.getBaseTableName(at).isEmpty()) return null;
    try (PreparedStatement asked = session.real().prepareStatement(DECLARED)) {
      asked.setString(1, real.getBaseSchemaName(at));
      asked.setString(2, real.getBaseTableName(at));
      asked.setString(3, real.getBaseColumnName(at));
      ResultSet answer = asked.executeQuery();
      return answer.next() ? answer.getString(1) : null;
    }
  }

  /** A type as a table declares it, such as `NUMBER(10,2)` or `INTERVAL YEAR(2) TO MONTH`. */
  static Described of(String declared) {
    int[] numbers = NUMBERS.matcher(declared).results()
        .flatMapToInt(each -> Pattern.compile(",").splitAsStream(each.group(1)).mapToInt(Integer::parseInt)).toArray();
    int first = numbers.length > 0 ? numbers[0] : 0;
    int second = numbers.length > 1 ? numbers[1] : 0;
    String words = NUMBERS.matcher(declared).replaceAll("");
    String name = words.startsWith("INTERVAL YEAR") ? "INTERVALYM" : words.startsWith("INTERVAL") ? "INTERVALDS" : words;
    int type = TYPES.get(name);
    return switch (name) {
      case "NUMBER" -> new Described(type, name, first, numbers.length == 0 ? UNSTATED : second);
      case "FLOAT" -> new Described(type, name, numbers.length == 0 ? 126 : first, UNSTATED);
      case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE" ->
          new Described(type, name, 0, numbers.length == 0 ? 6 : first);
      case "CLOB", "NCLOB", "BLOB" -> new Described(type, name, -1, 0);
      case "RAW", "CHAR", "NCHAR", "VARCHAR2", "NVARCHAR2", "INTERVALYM", "INTERVALDS" ->
          new Described(type, name, first, second);
      default -> new Described(type, name, 0, 0);
    };
  }
}
