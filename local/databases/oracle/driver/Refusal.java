package oracle.jdbc;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors in the words and codes of Oracle 23. */
final class Refusal {
  private static final Pattern SAID = Pattern.compile("ORA-(\\d{5}): ([^\\n]*)");
  private static final Pattern RELATION = Pattern.compile("(?:relation|schema) \"([^\"]+)\"");

  private Refusal() {}

  static SQLException of(int code, String sentence) {
    String id = String.format("%05d", code);
    String help = "https://docs.oracle.com/error-help/db/ora-" + id + "/";
    return new SQLException("ORA-" + id + ": " + sentence + "\n" + help, "99999", code);
  }

  /** What Oracle would say where PostgreSQL says this. */
  static SQLException of(SQLException error, Place at) {
    String message = String.valueOf(error.getMessage());
    Matcher said = SAID.matcher(message);
    if (said.find()) return error.getErrorCode() > 0 ? error : of(Integer.parseInt(said.group(1)), said.group(2));
    String state = String.valueOf(error.getSQLState());
    String place = "host " + at.host() + " port " + at.port() + ". (CONNECTION_ID=)";
    return switch (state) {
      case "28P01", "28000" -> of(1017, "invalid credential or not authorized; logon denied");
      case "3D000" -> of(12514, "Cannot connect to database. Service " + at.database()
          + " is not registered with the listener at " + place);
      case "08001" -> error.getCause() instanceof UnknownHostException
          ? of(17868, "Unknown host specified.: " + at.host() + ": Name or service not known")
          : of(12541, "Cannot connect. No listener at " + place);
      case "08003", "08006", "57P01" -> of(17002, "I/O error: Connection reset");
      case "42P01", "3F000" -> of(942, "table or view \"" + named(message) + "\" does not exist");
      case "42501" -> of(1031, "insufficient privileges");
      case "42703" -> of(904, "invalid identifier");
      default -> of(900, "invalid SQL statement: " + message);
    };
  }

  private static String named(String message) {
    Matcher relation = RELATION.matcher(message);
    return relation.find() ? relation.group(1).toUpperCase().replace(".", "\".\"") : "";
  }
}
