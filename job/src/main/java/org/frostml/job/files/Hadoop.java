package org.frostml.job.files;

import com.typesafe.config.Config;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.config.Configs;
import org.frostml.data.Folder;
import scala.Option;

/** Hadoop's file systems, configured as Spark is, on the driver and in tasks alike. */
public final class Hadoop {
  private Hadoop() {}

  /** That of the session, with what its user has set since; of a JVM without one Spark's. */
  static Configuration configuration() {
    for (Option<SparkSession> session :
        List.of(SparkSession.getActiveSession(), SparkSession.getDefaultSession())) {
      if (session.isDefined() && !session.get().sparkContext().isStopped()) {
        return configuration(session.get());
      }
    }
    SparkConf spark = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
    return SparkHadoopUtil.get().newConfiguration(spark);
  }

  /** That of a session: what Spark's own readers and writers go by. */
  public static Configuration configuration(SparkSession session) {
    return ((org.apache.spark.sql.classic.SparkSession) session).sessionState().newHadoopConf();
  }

  /** The file system of a path. */
  public static FileSystem fileSystem(Path path) throws IOException {
    Configuration configuration = configuration();
    try {
      FileSystem shared = path.getFileSystem(configuration);
      return shared instanceof LocalFileSystem local ? own(local, configuration) : shared;
    } catch (IOException | RuntimeException e) {
      throw new FrostException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The local disk without a hidden .crc file beside every file, because a person looks into these
   * folders. The instance that Hadoop keeps is Spark's and everybody's: it stays as it is.
   */
  private static FileSystem own(LocalFileSystem shared, Configuration configuration)
      throws IOException {
    LocalFileSystem own = ReflectionUtils.newInstance(shared.getClass(), configuration);
    own.initialize(shared.getUri(), configuration);
    own.setWriteChecksum(false);
    return own;
  }

  /** The path with scheme and authority, so that it means the same on every machine. */
  public static Path qualified(String path) throws IOException {
    try {
      Path given = new Path(path);
      return fileSystem(given).makeQualified(given);
    } catch (IllegalArgumentException e) {
      throw new FrostException("not a path: " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Where something is to be written, qualified: where a symbolic link leads to, for to rename upon
   * a link would replace it.
   *
   * @throws FrostException if it is a link that leads nowhere
   */
  public static Path output(String path) throws IOException {
    Path given = qualified(path);
    FileSystem files = fileSystem(given);
    if (!isLink(files, given)) {
      return given;
    }
    java.nio.file.Path link = Local.path(given);
    try {
      return new Path(given.toUri().getScheme(), null, link.toRealPath().toString());
    } catch (IOException e) {
      throw new FrostException(
          show(given)
              + ": is a symbolic link to "
              + Files.readSymbolicLink(link)
              + ", "
              + (e instanceof NoSuchFileException ? "which does not exist" : Reasons.of(e)),
          e);
    }
  }

  /** Whether it is a symbolic link of a local disk, wherever that leads. */
  public static boolean isLink(FileSystem files, Path path) {
    return Local.is(files) && Files.isSymbolicLink(Local.path(path));
  }

  /**
   * What a path names; nothing only where nothing is there.
   *
   * @throws FrostException if that cannot be found out
   */
  public static Optional<FileStatus> find(FileSystem files, Path path) {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      requireAbsent(files, path);
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Hadoop says that nothing is there of whatever it may not look at on a local disk. */
  private static void requireAbsent(FileSystem files, Path path) {
    try {
      if (Local.is(files)) {
        Local.requireAbsent(path);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** What a path names; nothing only where nothing is there. */
  public static Optional<FileStatus> find(Path path) throws IOException {
    return find(fileSystem(path), path);
  }

  /** The text of a file that is there. */
  public static String text(FileSystem files, Path file) {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static FrostException unreadable(Path path, IOException e) {
    return new FrostException(show(path) + ": cannot be read: " + Reasons.of(e), e);
  }

  /** Makes a folder and those above it. */
  static void makeFolder(FileSystem files, Path folder) throws IOException {
    if (Local.is(files)) {
      // It says why it cannot.
      Local.makeFolder(folder);
    } else if (!files.mkdirs(folder)) {
      throw new IOException(show(folder) + " cannot be made, the file system does not say why");
    }
  }

  /**
   * What is in the place of a file to be written; fails where that is a folder.
   *
   * @param name as it was given
   */
  public static Optional<FileStatus> requireNoFolder(FileSystem files, Path file, String name) {
    Optional<FileStatus> there = find(files, file);
    if (there.filter(FileStatus::isDirectory).isPresent()) {
      throw new FrostException(name + ": is a folder; name a file with --out");
    }
    return there;
  }

  /** A configuration: a file of this machine, or with a scheme one of any file system. */
  public static Config configuration(String path) throws IOException {
    if (!path.contains(":")) {
      return Configs.file(new File(path));
    }
    Path file = qualified(path);
    FileStatus status =
        find(file).orElseThrow(() -> new FrostException(path + ": no such configuration file"));
    if (status.isDirectory()) {
      throw new FrostException(path + ": is a folder; a configuration file is needed");
    }
    return Configs.text(text(fileSystem(file), file), path);
  }

  /** A folder of data; {@code uri} is qualified. */
  record HadoopFolder(String uri) implements Folder {
    @Override
    public String name(String file) {
      return show(new Path(uri, file));
    }

    @Override
    public boolean has(String file) throws IOException {
      return find(new Path(uri, file)).filter(FileStatus::isFile).isPresent();
    }

    @Override
    public long length(String file) throws IOException {
      Path path = new Path(uri, file);
      return fileSystem(path).getFileStatus(path).getLen();
    }

    @Override
    public InputStream open(String file) throws IOException {
      Path path = new Path(uri, file);
      return fileSystem(path).open(path);
    }
  }

  /** The folder, which must exist. */
  public static HadoopFolder folder(String path) throws IOException {
    return new HadoopFolder(requireFolder(path, "data").toString());
  }

  /**
   * The folder, which must exist.
   *
   * @param what should be in it
   */
  public static Path requireFolder(String path, String what) throws IOException {
    Path folder = qualified(path);
    FileStatus status =
        find(folder).orElseThrow(() -> new FrostException(show(folder) + ": no such folder"));
    if (!status.isDirectory()) {
      throw new FrostException(show(folder) + ": is a file; a folder of " + what + " is needed");
    }
    return folder;
  }

  /** The path as a person would type it. */
  public static String show(Path path) {
    return path.toString().replaceFirst("^file:/+", "/");
  }
}
