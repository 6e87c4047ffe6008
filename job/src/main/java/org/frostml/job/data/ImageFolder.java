package org.frostml.job.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.frostml.FrostException;
import org.frostml.job.files.Hadoop;

/**
 * A folder of image files: in it {@code train}, and {@code test} or {@code val}; in each of these a
 * folder for every class, and in that its images, at any depth. Where TinyImageNet comes as its
 * authors made it, {@code val} has a list of its images' classes instead.
 */
final class ImageFolder {
  /** The endings that files of images have, in any case. */
  static final List<String> ENDINGS = List.of("jpg", "jpeg", "png");

  private static final String TRAIN = "train";
  private static final List<String> TESTS = List.of("test", "val");

  private final FileSystem files;
  private final Path root;

  private ImageFolder(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** The folder of a path, which must exist. */
  static ImageFolder at(String path) throws IOException {
    Path root = Hadoop.requireFolder(path, "images");
    return new ImageFolder(Hadoop.fileSystem(root), root);
  }

  /** For messages. */
  String name() {
    return Hadoop.show(root);
  }

  /** The part that is trained on. */
  Path train() {
    return part(TRAIN)
        .orElseThrow(
            () ->
                new FrostException(
                    Hadoop.show(new Path(root, TRAIN))
                        + ": no such folder; in it is one for each class"));
  }

  /** The part that is tested on: the first that has images of these classes, and of no others. */
  ImagePart test(List<String> classes) throws IOException {
    for (String name : TESTS) {
      Optional<Path> part = part(name);
      if (part.isPresent() && folders(part.get()).stream().anyMatch(classes::contains)) {
        return part(part.get(), classes);
      }
      if (part.isPresent()
          && Hadoop.find(files, new Path(part.get(), ImagePart.LIST)).isPresent()) {
        return listed(part.get(), classes);
      }
    }
    throw new FrostException(
        name()
            + ": has no folder test or val, with one for each class in it or a "
            + ImagePart.LIST
            + ", to test on");
  }

  private ImagePart part(Path folder, List<String> classes) throws IOException {
    for (String name : classes(folder)) {
      requireTrained(classes, name, new Path(folder, name));
    }
    return new ImagePart(folder.toString(), Map.of());
  }

  private ImagePart listed(Path folder, List<String> classes) {
    Path list = new Path(folder, ImagePart.LIST);
    Map<String, String> listed = new HashMap<>();
    int number = 0;
    for (String line : Hadoop.text(files, list).lines().toList()) {
      number++;
      String[] words = line.split("\t", -1);
      if (words.length < 2) {
        throw new FrostException(
            Hadoop.show(list)
                + ": line "
                + number
                + " is no name of a file, a tab, and a class: "
                + line);
      }
      requireTrained(classes, words[1], list);
      listed.put(words[0], words[1]);
    }
    return new ImagePart(folder.toString(), Map.copyOf(listed));
  }

  private static void requireTrained(List<String> classes, String name, Path where) {
    if (!classes.contains(name)) {
      throw new FrostException(
          Hadoop.show(where) + ": " + name + " is a class that is not trained on: " + classes);
    }
  }

  private Optional<Path> part(String name) {
    Path part = new Path(root, name);
    return Hadoop.find(files, part).filter(FileStatus::isDirectory).map(found -> part);
  }

  /**
   * The classes of a part, by their folders' names in order.
   *
   * @throws FrostException if there is no image of a class
   */
  List<String> classes(Path part) throws IOException {
    List<String> classes = folders(part);
    for (String name : classes) {
      Path folder = new Path(part, name);
      if (first(folder).isEmpty()) {
        throw new FrostException(
            Hadoop.show(folder)
                + ": has no images (files that end in ."
                + String.join(", .", ENDINGS)
                + ")");
      }
    }
    return classes;
  }

  private List<String> folders(Path part) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : files.listStatus(part)) {
      String name = status.getPath().getName();
      if (status.isDirectory() && !isHidden(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  /** The size of an image of a folder, to which all others must keep. */
  ImageSize size(Path folder) throws IOException {
    Path file = first(folder).orElseThrow();
    String name = Hadoop.show(file);
    try (InputStream in = files.open(file)) {
      return new ImageSize(
          ImagePixels.shape(ImagePixels.decode(in.readAllBytes(), name)), name + " is");
    }
  }

  /** Some image in a folder. */
  private Optional<Path> first(Path folder) throws IOException {
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      if (isImage(file.getName()) && !isInHidden(file, folder)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static boolean isInHidden(Path file, Path folder) {
    for (Path up = file.getParent(); !up.equals(folder); up = up.getParent()) {
      if (isHidden(up.getName())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isImage(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !isHidden(name) && ENDINGS.contains(ending);
  }

  /** Spark's readers pass over them. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
