package org.frostml.job.files;

import com.typesafe.config.Config;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.data.Folder;

/** Hadoop's file systems, configured as Spark is, on the driver and in tasks alike. */
public final class Hadoop {
  private Hadoop() {}

  /** The file system of a path. */
  public static FileSystem fileSystem(Path path) throws IOException {
    SparkConf spark = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
    try {
      FileSystem files = path.getFileSystem(SparkHadoopUtil.get().newConfiguration(spark));
      if (files instanceof LocalFileSystem local) {
        // A person looks into these folders: no hidden .crc file beside every file.
        local.setWriteChecksum(false);
      }
      return files;
    } catch (IOException | RuntimeException e) {
      throw new FrostException(path + ": " + e.getMessage(), e);
    }
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

  /** A configuration: a file of this machine, or with a scheme one of any file system. */
  public static Config configuration(String path) throws IOException {
    if (!path.contains(":")) {
      return Configs.file(new File(path));
    }
    Path file = qualified(path);
    try {
      if (fileSystem(file).getFileStatus(file).isDirectory()) {
        throw new FrostException(path + ": is a folder; a configuration file is needed");
      }
      try (InputStream in = fileSystem(file).open(file)) {
        return Configs.text(new String(in.readAllBytes(), StandardCharsets.UTF_8), path);
      }
    } catch (FileNotFoundException e) {
      throw new FrostException(path + ": no such configuration file", e);
    }
  }

  /** A folder of data; {@code uri} is qualified. */
  record HadoopFolder(String uri) implements Folder {
    @Override
    public String name(String file) {
      return show(new Path(uri, file));
    }

    @Override
    public boolean has(String file) throws IOException {
      Path path = new Path(uri, file);
      try {
        return fileSystem(path).getFileStatus(path).isFile();
      } catch (FileNotFoundException e) {
        return false;
      }
    }

    @Override
    public InputStream open(String file) throws IOException {
      Path path = new Path(uri, file);
      return fileSystem(path).open(path);
    }
  }

  /** The folder, which must exist. */
  public static HadoopFolder folder(String path) throws IOException {
    Path folder = qualified(path);
    try {
      if (!fileSystem(folder).getFileStatus(folder).isDirectory()) {
        throw new FrostException(show(folder) + ": is a file; a folder of data is needed");
      }
      return new HadoopFolder(folder.toString());
    } catch (FileNotFoundException e) {
      throw new FrostException(show(folder) + ": no such folder", e);
    }
  }

  /** The path as a person would type it. */
  public static String show(Path path) {
    return path.toString().replaceFirst("^file:/+", "/");
  }
}
