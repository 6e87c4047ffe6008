package org.frostml.job.data;

import java.io.Serializable;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.job.files.Hadoop;

/**
 * Images of a folder that have classes: by the folders in it that they lie in, or by a list.
 *
 * @param folder as Spark's reader begins the paths of its files
 * @param listed the classes of files by their names; none where folders say them
 */
record ImagePart(String folder, Map<String, String> listed) implements Serializable {
  /** A line a file: its name, its class, and what is of no interest here, tabs between them. */
  static final String LIST = "val_annotations.txt";

  /** The class of a file by its path. */
  String classOf(String path) {
    return listed.isEmpty() ? folderOf(path) : listedOf(path);
  }

  private String folderOf(String path) {
    String inside = path.substring(folder.length() + 1);
    if (inside.indexOf('/') < 0) {
      throw new FrostException(Hadoop.show(new Path(path)) + ": lies in no folder of a class");
    }
    return inside.substring(0, inside.indexOf('/'));
  }

  private String listedOf(String path) {
    String name = listed.get(path.substring(path.lastIndexOf('/') + 1));
    if (name == null) {
      throw new FrostException(Hadoop.show(new Path(path)) + ": is not listed in " + LIST);
    }
    return name;
  }
}
