package oracle.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection of this driver: it knows the instant at which the next statement reads. */
final class Session {
  private static final Pattern AS_OF = Pattern.compile("(?i)\\bas of scn (\\d+)");
  private static final Pattern NOW = Pattern.compile("(?i)\\bdbms_flashback\\.get_system_change_number\\b");
  private static final Pattern BLOCK = Pattern.compile("(?is)\\s*begin\\s(.*)\\send;\\s*");
  private static final Pattern SETTING = Pattern.compile("(?i)execute immediate 'alter session set (\\w+) = ''(.*?)'''");
  private static final Pattern ENABLE = Pattern.compile("(?i)dbms_flashback\\.enable_at_system_change_number\\((\\d+)\\)");

  private final Place place;
  private final Connection real;
  private boolean commits = true;
  private Long flashback;
  private Long at;

  Session(Place place) throws SQLException {
    this.place = place;
    this.real = place.open();
  }

  Connection real() {
    return real;
  }

  /** The connection as its user has it. */
  Connection connection() {
    return Wrapped.of(Connection.class, real, this, (method, given) -> switch (method.getName()) {
      case "getAutoCommit" -> commits;
      case "setAutoCommit" -> {
        commits = (boolean) given[0];
        if (at == null) real.setAutoCommit(commits);
        yield Wrapped.NOTHING;
      }
      case "commit", "rollback" -> {
        if (!real.getAutoCommit()) method.invoke(real);
        leave();
        yield Wrapped.NOTHING;
      }
      case "createStatement" -> statement(Statement.class, method.invoke(real, given));
      case "prepareStatement" -> {
        given[0] = translated((String) given[0]);
        yield statement(PreparedStatement.class, method.invoke(real, given));
      }
      default -> null;
    });
  }

  private Statement statement(Class<? extends Statement> face, Object real) {
    return Wrapped.of(face, (Statement) real, this, (method, given) -> {
      if (given != null && given.length > 0 && given[0] instanceof String sql) given[0] = translated(sql);
      return null;
    });
  }

  /** The statement in PostgreSQL's words; the connection is at its instant then. */
  private String translated(String sql) throws SQLException {
    Matcher block = BLOCK.matcher(sql);
    if (block.matches()) {
      for (String each : block.group(1).split(";")) run(each.trim());
      return "";
    }
    String bare = Words.bare(sql);
    Matcher asOf = AS_OF.matcher(bare);
    move(asOf.find() ? Long.valueOf(asOf.group(1)) : flashback);
    String now = NOW.matcher(bare).find() ? String.valueOf(Instants.take(place)) : "";
    return Words.translated(sql, text -> NOW.matcher(text).replaceAll(now));
  }

  /** A statement of a block of PL/SQL. */
  private void run(String statement) throws SQLException {
    Matcher setting = SETTING.matcher(statement);
    Matcher enable = ENABLE.matcher(statement);
    if (enable.matches()) {
      flashback = Long.valueOf(enable.group(1));
    } else if (!setting.matches()) {
      throw Refusal.of(6550, "line 1, column 7:\nPLS-00103: Encountered \"" + statement + "\"");
    } else if (setting.group(1).equalsIgnoreCase("time_zone")) {
      leave();
      execute("set time zone interval '" + setting.group(2) + "' hour to minute");
      if (!real.getAutoCommit()) real.commit();
    }
  }

  /** Read at `number` from now on, or at the time of each statement where it is null. */
  private void move(Long number) throws SQLException {
    if (number == null && at == null || number != null && number.equals(at)) return;
    leave();
    if (number == null) return;
    String snapshot = Instants.snapshot(number);
    real.setAutoCommit(false);
    execute("set transaction isolation level repeatable read, read only");
    execute("set transaction snapshot '" + snapshot + "'");
    at = number;
  }

  /** What Oracle would say; its transaction goes on after a statement that failed, and PostgreSQL's does not. */
  SQLException refused(SQLException error) {
    try {
      if (!real.isClosed()) leave();
    } catch (SQLException gone) {
      error.addSuppressed(gone);
    }
    return Refusal.of(error, place);
  }

  private void leave() throws SQLException {
    if (!real.getAutoCommit()) real.rollback();
    at = null;
    real.setAutoCommit(commits);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = real.createStatement()) {
      statement.execute(sql);
    }
  }
}
