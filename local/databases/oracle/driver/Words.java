package oracle.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Oracle's SQL in words of PostgreSQL, where schema.sql cannot give a function or a type the name that Oracle has. */
final class Words {
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"");
  private static final Map<Pattern, String> REWRITES = new LinkedHashMap<>();

  static {
    rewrite("as of scn \\d+", "");
    rewrite("sample \\(([\\d.]+)\\) seed \\((\\d+)\\)", "tablesample bernoulli ($1) repeatable ($2)");
    rewrite("number(?=\\()", "numeric");
    rewrite("rowid", "ctid");
  }

  private Words() {}

  private static void rewrite(String oracle, String postgresql) {
    REWRITES.put(Pattern.compile("(?i)(?<![\\w$#])" + oracle + "(?!\\w)"), postgresql);
  }

  /** The SQL with every part of it that is no text and no quoted name rewritten, by `first` and then by the table. */
  static String translated(String sql, UnaryOperator<String> first) {
    return parts(sql, text -> rewritten(first.apply(text)), UnaryOperator.identity());
  }

  /** The SQL without texts and quoted names. */
  static String bare(String sql) {
    return parts(sql, UnaryOperator.identity(), quoted -> "");
  }

  private static String rewritten(String text) {
    for (Map.Entry<Pattern, String> each : REWRITES.entrySet()) {
      text = each.getKey().matcher(text).replaceAll(each.getValue());
    }
    return text;
  }

  private static String parts(String sql, UnaryOperator<String> outside, UnaryOperator<String> inside) {
    StringBuilder made = new StringBuilder();
    int end = 0;
    for (MatchResult quoted : QUOTED.matcher(sql).results().toList()) {
      made.append(outside.apply(sql.substring(end, quoted.start()))).append(inside.apply(quoted.group()));
      end = quoted.end();
    }
    return made.append(outside.apply(sql.substring(end))).toString();
  }
}
