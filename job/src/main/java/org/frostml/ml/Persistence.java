package org.frostml.ml;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.io.ModelFile;
import org.frostml.job.files.Hadoop;
import org.frostml.job.run.RowScorer;
import scala.Option;

/** Estimators and models in folders as Spark ML has them; a model's weights are in our own file. */
final class Persistence {
  private Persistence() {}

  /** Writes an estimator. */
  static MLWriter writer(Params estimator) {
    return new DefaultParamsWriter(estimator);
  }

  /** Writes a model. */
  static MLWriter writer(Params model, SavedModel saved) {
    return new ModelWriter(model, saved);
  }

  private static final class ModelWriter extends MLWriter {
    private final Params model;
    private final SavedModel saved;

    ModelWriter(Params model, SavedModel saved) {
      this.model = model;
      this.saved = saved;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      Path file = file(path);
      try (OutputStream out = files(file, sparkSession()).create(file)) {
        out.write(saved.file());
      } catch (IOException e) {
        throw new FrostException(file + ": cannot be written: " + Reasons.of(e), e);
      }
    }

    /** For Spark Connect, since Spark 4.1. */
    public void saveToLocal(String path) {
      new DriverFolder(path)
          .write(DefaultParamsWriter.getMetadataToSave(model, sparkSession()), saved.file());
    }
  }

  /** Reads what {@link #writer} wrote; {@code make} makes a model of a uid and a file. */
  static final class ModelReader<M extends Params> extends MLReader<M> {
    private final Class<M> type;
    private final BiFunction<String, SavedModel, M> make;

    ModelReader(Class<M> type, BiFunction<String, SavedModel, M> make) {
      this.type = type;
      this.make = make;
    }

    @Override
    public M load(String path) {
      return model(
          DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName()), read(path));
    }

    /** For Spark Connect, since Spark 4.1. */
    public M loadFromLocal(String path) {
      DriverFolder folder = new DriverFolder(path);
      return model(
          DefaultParamsReader.parseMetadata(folder.metadata(), type.getName()), folder.model());
    }

    private M model(DefaultParamsReader.Metadata metadata, byte[] file) {
      RowScorer.of(file);
      M model = make.apply(metadata.uid(), new SavedModel(file));
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }

    private byte[] read(String path) {
      Path file = file(path);
      try (FSDataInputStream in = files(file, sparkSession()).open(file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new FrostException(file + ": cannot be read: " + Reasons.of(e), e);
      }
    }
  }

  private static Path file(String path) {
    return new Path(path, ModelFile.NAME);
  }

  private static FileSystem files(Path file, SparkSession session) throws IOException {
    return file.getFileSystem(Hadoop.configuration(session));
  }
}
