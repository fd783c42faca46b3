package oracle.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PostgreSQL behind an Oracle URL: the same host and port, with the service or SID as its database. */
record Place(String host, String port, String database, Properties login) {
  private static final String PREFIX = "jdbc:oracle:thin:@";
  private static final Pattern SERVICE = Pattern.compile("(?://)?([^/:@]+)(?::(\\w*))?/([^/:]+)");
  private static final Pattern SID = Pattern.compile("([^/:@]+):(\\w*):([^/:]+)");

  static Place of(String url, Properties login) throws SQLException {
    if (!url.startsWith(PREFIX)) throw Refusal.of(17067, "Invalid Oracle URL specified");
    String address = url.substring(PREFIX.length());
    if (address.isEmpty()) throw Refusal.of(17870, "Connect identifier was empty.");
    for (Pattern form : new Pattern[] {SERVICE, SID}) {
      Matcher found = form.matcher(address);
      if (found.matches()) return new Place(found.group(1), port(found.group(2)), found.group(3), login);
    }
    String sentence = "Invalid connection string format, a valid format is: \"host:port:sid\".";
    throw Refusal.of(17865, sentence);
  }

  private static String port(String given) throws SQLException {
    if (given == null) return "1521";
    if (given.matches("\\d+")) return given;
    throw Refusal.of(17866, "Invalid number format for port number");
  }

  /** A connection to PostgreSQL, in which names without a schema are those of schema.sql first. */
  Connection open() throws SQLException {
    Properties given = new Properties();
    given.setProperty("user", login.getProperty("user", ""));
    given.setProperty("password", login.getProperty("password", ""));
    given.setProperty("options", "-c search_path=oracle,pg_catalog,public");
    String url = "jdbc:postgresql://" + host + ":" + port + "/" + database;
    try {
      return new org.postgresql.Driver().connect(url, given);
    } catch (SQLException error) {
      throw Refusal.of(error, this);
    }
  }
}
