package oracle.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.TreeMap;

/**
 * System change numbers. Each stands for a snapshot that PostgreSQL exports, which a session of its own holds: Oracle's
 * undo holds the newest of them, and what is older is lost.
 */
public final class Instants {
  private static final int UNDO = 4;
  private static final TreeMap<Long, Connection> SESSIONS = new TreeMap<>();
  private static final TreeMap<Long, String> SNAPSHOTS = new TreeMap<>();
  private static long last = 7_000_000;

  private Instants() {}

  /** The number of this instant. */
  static synchronized long take(Place place) throws SQLException {
    Connection session = place.open();
    session.setAutoCommit(false);
    session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    ResultSet exported = session.createStatement().executeQuery("select pg_export_snapshot()");
    exported.next();
    SESSIONS.put(++last, session);
    SNAPSHOTS.put(last, exported.getString(1));
    if (SESSIONS.size() > UNDO) lose(SESSIONS.firstKey());
    return last;
  }

  static synchronized String snapshot(long number) throws SQLException {
    String snapshot = SNAPSHOTS.get(number);
    if (snapshot != null) return snapshot;
    throw Refusal.of(1555, "snapshot too old: rollback segment number  with name \"\" too small");
  }

  /** Lose every instant, as undo that is full does. */
  public static synchronized void loseAll() throws SQLException {
    while (!SESSIONS.isEmpty()) lose(SESSIONS.firstKey());
  }

  private static void lose(long number) throws SQLException {
    SNAPSHOTS.remove(number);
    SESSIONS.remove(number).close();
  }
}
