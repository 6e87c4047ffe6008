package org.frostml.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.job.files.Claim;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.WholeFiles;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.Versions;
import org.frostml.report.Report;
import org.frostml.report.ResultFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a page of the results of runs and sweeps. */
@Command(
    name = "report",
    description = "Show runs and sweeps on one HTML page, which loads nothing.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "The folder of a run or a sweep; one that has not ended is DIR.partial.")
  private List<String> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page; by default DIR/report.html. An earlier one is replaced.")
  private String out;

  @Option(
      names = "--table",
      description = "Print the means over seeds as a table in Markdown, and make no page.")
  private boolean table;

  @Override
  public Integer call() throws IOException {
    if (out == null && !table && folders.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "a page of " + folders.size() + " folders needs --out FILE");
    }
    if (out != null && table) {
      throw new ParameterException(
          spec.commandLine(), "--table prints, and --out names the file of a page: take one");
    }
    List<HadoopResults> results = new ArrayList<>();
    for (String folder : folders) {
      results.add(HadoopResults.of(folder));
    }
    if (table) {
      spec.commandLine().getOut().print(Report.table(results));
      spec.commandLine().getOut().flush();
      return 0;
    }
    Path target =
        Hadoop.output(
            out == null ? new Path(results.get(0).folder(), RunFolder.REPORT).toString() : out);
    FileSystem files = Hadoop.fileSystem(target);
    Hadoop.requireNoFolder(files, target, Hadoop.show(target));
    byte[] page =
        Report.page(results, Versions.frost(), Instant.now()).getBytes(StandardCharsets.UTF_8);
    try (Claim claim = Claim.of(target)) {
      claim.require();
      new WholeFiles(files).write(target, stream -> stream.write(page));
    }
    spec.commandLine().getOut().printf(Locale.ROOT, "page      %s%n", Hadoop.show(target));
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** A folder of results on any of Hadoop's file systems. */
  private record HadoopResults(Path folder, FileSystem files) implements ResultFolder {
    static HadoopResults of(String name) throws IOException {
      Path folder = Hadoop.qualified(name);
      return new HadoopResults(folder, Hadoop.fileSystem(folder));
    }

    @Override
    public String name() {
      return folder.getName();
    }

    @Override
    public String show(String file) {
      return Hadoop.show(file.isEmpty() ? folder : new Path(folder, file));
    }

    @Override
    public Optional<TextFile> read(String file) {
      Path path = new Path(folder, file);
      return Hadoop.find(files, path)
          .map(
              status ->
                  new TextFile(
                      Hadoop.text(files, path),
                      Instant.ofEpochMilli(status.getModificationTime())));
    }
  }
}
