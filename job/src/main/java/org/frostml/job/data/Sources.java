package org.frostml.job.data;

import java.io.IOException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.run.DataSets;

/** Those that are drawn, and those in files of any file system. */
public class Sources extends DataSets {
  @Override
  public Examples train(TrainConfig.Data data) throws IOException {
    return DataSource.train(data);
  }

  @Override
  public Examples test(TrainConfig.Data data) throws IOException {
    return DataSource.test(data);
  }
}
