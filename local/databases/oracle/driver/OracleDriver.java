package oracle.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/** Oracle's driver, as a pull sees it, in front of a PostgreSQL that has schema.sql. */
public final class OracleDriver implements Driver {
  static {
    try {
      DriverManager.registerDriver(new OracleDriver());
    } catch (SQLException error) {
      throw new ExceptionInInitializerError(error);
    }
  }

  @Override
  public Connection connect(String url, Properties login) throws SQLException {
    if (!acceptsURL(url)) return null;
    Place place = Place.of(url, login);
    return new Session(place).connection();
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:oracle:");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties login) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 23;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("oracle.jdbc");
  }
}
