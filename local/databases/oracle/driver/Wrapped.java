package oracle.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Objects of PostgreSQL's driver behind its interfaces, with some methods answered by this driver. */
final class Wrapped {
  /** The answer of a method that gives nothing. */
  static final Object NOTHING = new Object();

  /** Answers a method, after it may have changed what was given; null: the real object answers. */
  interface Answers {
    Object to(Method method, Object[] given) throws Throwable;
  }

  private Wrapped() {}

  static <T> T of(Class<? extends T> face, T real, Session session, Answers answers) {
    return face.cast(Proxy.newProxyInstance(Wrapped.class.getClassLoader(), new Class<?>[] {face}, (proxy, method, given) -> {
      try {
        Object answer = answers.to(method, given);
        if (answer != null) return answer == NOTHING ? null : answer;
        Object found = method.invoke(real, given);
        return found instanceof ResultSet rows ? rows(rows, session) : found;
      } catch (InvocationTargetException error) {
        throw error.getTargetException() instanceof SQLException said ? session.refused(said) : error.getTargetException();
      } catch (SQLException error) {
        throw session.refused(error);
      }
    }));
  }

  /** Rows in which the empty text is null. */
  private static ResultSet rows(ResultSet real, Session session) {
    boolean[] wasEmpty = {false};
    return of(ResultSet.class, real, session, (method, given) -> switch (method.getName()) {
      case "getMetaData" -> Described.metadata(real.getMetaData(), session);
      case "wasNull" -> wasEmpty[0] || real.wasNull();
      case "getString", "getObject" -> {
        Object value = method.invoke(real, given);
        wasEmpty[0] = "".equals(value);
        yield value == null || wasEmpty[0] ? NOTHING : value;
      }
      default -> {
        wasEmpty[0] = false;
        yield null;
      }
    });
  }
}
