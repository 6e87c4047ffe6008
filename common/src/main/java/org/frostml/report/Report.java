package org.frostml.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;
import org.frostml.FrostException;

/** A page on runs and sweeps: one HTML file that loads nothing. */
public final class Report {
  /** A line of the template in whose place a resource stands. */
  private static final Pattern INCLUDE = Pattern.compile("<!-- include (\\S+) -->");

  /** A place of the template in which something of the results stands. */
  private static final Pattern PLACE = Pattern.compile("<!-- (title|data) -->");

  private Report() {}

  /**
   * The page of some folders, each of a run or a sweep.
   *
   * @param frost the version that makes it
   * @throws FrostException if a folder is neither, or a file in it is broken
   */
  public static String page(List<? extends ResultFolder> folders, String frost, Instant now)
      throws IOException {
    return html(Page.of(sources(folders), frost, now));
  }

  /**
   * The means over seeds of what the folders hold, as a table in Markdown.
   *
   * @throws FrostException as {@link #page}
   */
  public static String table(List<? extends ResultFolder> folders) throws IOException {
    Page page = Page.of(sources(folders), "", Instant.EPOCH);
    return Table.of(page.groups(), page.measure());
  }

  private static List<ReportSource> sources(List<? extends ResultFolder> folders)
      throws IOException {
    boolean distinct =
        folders.stream().map(ResultFolder::name).distinct().count() == folders.size();
    Map<ResultFolder, ReportSource> read = new LinkedHashMap<>();
    List<ReportSource> sources = new ArrayList<>();
    for (ResultFolder folder : folders) {
      ReportSource source = ReportSource.of(folder);
      requireOther(source, folder, read);
      read.put(folder, source);
      String name = distinct ? folder.name() : folder.show("");
      sources.add(folders.size() == 1 ? source : source.among(name));
    }
    return sources;
  }

  /** Fails where the results are those of a folder before, given twice, linked to or copied. */
  private static void requireOther(
      ReportSource source, ResultFolder folder, Map<ResultFolder, ReportSource> before) {
    before.forEach(
        (other, read) -> {
          if (source.hasResultsOf(read)) {
            throw new FrostException(
                folder.show("")
                    + ": the same results as "
                    + other.show("")
                    + ", which is named before: name them once");
          }
        });
  }

  private static String html(Page page) {
    String template = INCLUDE.matcher(resource("report.html")).replaceAll(Report::included);
    // Both in one go, so that nothing from files is taken for a place to fill.
    Map<String, String> filled =
        Map.of(
            "title", StringEscapeUtils.escapeHtml4(page.title()),
            "data", Lines.text(page).replace("<", "\\u003c"));
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(filled.get(place.group(1))));
  }

  /** A script or a style, which must not hold what would end it. */
  private static String included(MatchResult match) {
    String text = resource(match.group(1)).replaceAll("</(?=script|style)", "<\\\\/");
    return Matcher.quoteReplacement(text);
  }

  private static String resource(String name) {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
