import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Asks Oracle's driver, or whatever has the name of its class. Each line of the input is a URL or a statement for the URL before; each
 * line of the output is its answer: `code message` of a refusal, else columns and rows. The login is in the environment.
 */
public class Ask {
  public static void main(String[] none) throws Exception {
    Driver driver = (Driver) Class.forName("oracle.jdbc.OracleDriver").getDeclaredConstructor().newInstance();
    Properties login = new Properties();
    login.setProperty("user", System.getenv().getOrDefault("ASK_USER", "scott"));
    login.setProperty("password", System.getenv().getOrDefault("ASK_PASSWORD", "tiger"));
    Connection connection = null;
    for (String line : new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      try {
        if (line.startsWith("jdbc:")) {
          connection = driver.connect(line, login);
          System.out.println("connected");
        } else {
          System.out.println(answer(connection, line));
        }
      } catch (SQLException error) {
        System.out.println(error.getErrorCode() + " " + error.getMessage().replaceAll("\\(CONNECTION_ID=.*?\\)", "").replace('\n', ' '));
      }
    }
  }

  private static String answer(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      if (!statement.execute()) return "done";
      ResultSet rows = statement.getResultSet();
      ResultSetMetaData columns = rows.getMetaData();
      StringBuilder told = new StringBuilder();
      for (int at = 1; at <= columns.getColumnCount(); at++) {
        told.append(columns.getColumnLabel(at)).append(' ').append(columns.getColumnTypeName(at)).append(' ').append(columns.getColumnType(at))
            .append(' ').append(columns.getPrecision(at)).append(' ').append(columns.getScale(at)).append("; ");
      }
      while (rows.next()) {
        told.append('|');
        for (int at = 1; at <= columns.getColumnCount(); at++) told.append(' ').append(rows.getString(at));
      }
      return told.toString();
    }
  }
}
