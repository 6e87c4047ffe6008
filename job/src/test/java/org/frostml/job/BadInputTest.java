package org.frostml.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.frostml.job.CommandLines.frost;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.io.CheckpointFile;
import org.frostml.io.Json;
import org.frostml.io.ModelFile;
import org.frostml.job.data.Streamed;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.Versions;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.optim.OptimState;
import org.frostml.run.Checkpoints;
import org.frostml.run.Preparation;
import org.frostml.run.Tally;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.Model;
import org.frostml.train.Position;
import org.frostml.train.SupportWatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clumsy and hostile users give Frost, and the one line each gets: exit code 1 for an error, 2
 * for a command line that cannot be understood, and in either case nothing is written.
 *
 * <p>A row is a kind, which says what is to be made of the input, the input, and the message:
 *
 * <ul>
 *   <li>set: train with {@code --set input}
 *   <li>conf: train with a configuration of this text, where {@code ;} ends a line
 *   <li>data: train on four good IDX files but for one, which is missing (-), a folder, empty, or
 *       has these bytes in hexadecimal, after the word gzip compressed
 *   <li>model: inspect a good model after replacing a text in it by another
 *   <li>kept: evaluate a model whose metadata hold this configuration
 *   <li>export: shrink a good model to this file
 *   <li>begun: resume a run folder whose configuration has been changed to this
 *   <li>resume: resume from a checkpoint with {@code --set input}
 *   <li>note: resume from a checkpoint with another note of that name, or of another step
 *   <li>property: train with this system property
 *   <li>frost, usage: the whole command line
 * </ul>
 */
class BadInputTest {
  private static final String TABLE =
      """
      set | epoch=3 | unknown key epoch (--set epoch=3: 1); did you mean epochs?
      set | Epochs=3 | unknown key Epochs (--set Epochs=3: 1); did you mean epochs?
      set | spark.executor.memory=4g | unknown key spark (--set spark.executor.memory=4g: 1); Spark's settings go before the command: frost --conf KEY=VALUE train ...
      set | spark.ssl.keyPassword=hunter2 | unknown key spark (--set spark.ssl.keyPassword=...: 1); Spark's settings go before the command: frost --conf KEY=VALUE train ...
      set | epochs=3,my.token:hunter2 | unknown key my (--set epochs=3,my.token:...: 1)
      set | secret:hunter2 | --set secret:...: expected key=value
      set | secret=hunter2[ | --set secret=...: 1: not a configuration; what is wrong there is not shown, because a name looks like that of a secret
      set | epochs | --set epochs: expected key=value
      set | =3 | --set =3: expected key=value
      set | epochs= | --set epochs=: 1: Expecting a value but got wrong token: end of file
      set | epochs=many | --set epochs=many: 1: epochs has type STRING rather than NUMBER
      set | epochs=true | --set epochs=true: 1: epochs has type BOOLEAN rather than NUMBER
      set | epochs=null | --set epochs=null: 1: Configuration key 'epochs' is set to null but expected NUMBER
      set | epochs=[1] | --set epochs=[1]: 1: epochs has type LIST rather than NUMBER
      set | epochs=NaN | epochs must be a whole number: NaN (--set epochs=NaN: 1)
      set | epochs=Infinity | epochs must be <= 2147483647: Infinity (--set epochs=Infinity: 1)
      set | epochs=-1 | epochs must be >= 1: -1 (--set epochs=-1: 1)
      set | epochs=99999999999999999999 | epochs must be <= 2147483647: 1.0E20 (--set epochs=99999999999999999999: 1)
      set | seed=-1e19 | seed must be >= -9223372036854775808: -1.0E19 (--set seed=-1e19: 1)
      set | seed=9223372036854775808 | seed must be <= 9223372036854775807: 9.223372036854776E18 (--set seed=9223372036854775808: 1)
      set | seed=0.5 | seed must be a whole number: 0.5 (--set seed=0.5: 1)
      set | batchSize=3000000000 | batchSize must be <= 2147483647: 3000000000 (--set batchSize=3000000000: 1)
      set | batchSize=1000 | batchSize 1000 is larger than the 4 training examples: lower batchSize
      set | shards=3 | batchSize must be a multiple of shards, because every shard gives an equal part: batchSize 2, shards 3
      set | shards=2147483647 | batchSize must be a multiple of shards, because every shard gives an equal part: batchSize 2, shards 2147483647
      set | data=null | data is a group of keys and takes no value (--set data=null: 1)
      set | data.classes=1 | data.classes must be >= 2: 1 (--set data.classes=1: 1)
      set | data.classes=11 | data.classes is 11, but digits (training) has 10
      set | data.train=0 | data.train must be >= 1: 0 (--set data.train=0: 1)
      set | data.format=mnist | data.format must be one of avro, cifar, csv, digits, idx, images, json, libsvm, orc, parquet, table: mnist (--set data.format=mnist)
      set | data.format=\033[31mred | data.format must be one of avro, cifar, csv, digits, idx, images, json, libsvm, orc, parquet, table:  [31mred (--set data.format= [31mred)
      set | data.format=idx | data.path is empty: name the folder of the IDX files, for instance --data PATH
      set | network.hidden=300 | --set network.hidden=300: 1: network.hidden has type NUMBER rather than LIST
      set | network.hidden=[3,many] | --set network.hidden=[3,many]: 1: network.hidden has type list of STRING rather than list of NUMBER
      set | network.hidden=[3,null] | --set network.hidden=[3,null]: 1: network.hidden has type list of NULL rather than list of NUMBER
      set | network.hidden=[2147483647] | network.hidden: net.0.weight: 2147483647 x 784 from 0 does not fit a float[]
      set | network.hidden=[60000,60000] | network.hidden: net.1.weight: 60000 x 60000 from 47100000 does not fit a float[]
      set | network.hidden=[40000,40000] | network.hidden: the network would have 1631840010 parameters, and may have 477218360, because gradients travel, and checkpoints are kept, as arrays of bytes
      set | network.hidden=[20000,20000],density.target=0.9,optimizer={name=linbreg,momentum=0.9} | freeze.localSteps: 374332010 active parameters with 2 numbers each have 2994656092 bytes, and a message may have 2147482623: set freeze.localSteps = 1, or aim at a lower density
      set | data.train=2147483647 | digits (training): a shard of 1073741824 examples x 784 features is too large for one array: raise shards, now 2
      set | data.test=2147483647 | digits (test): a shard of 1073741824 examples x 784 features is too large for one array: raise shards, now 2
      set | network.rho=0 | network.rho must be in (0, 1]: 0.0 (--set network.rho=0: 1)
      set | network.gain=-1 | network.gain must be > 0: -1.0 (--set network.gain=-1: 1)
      set | network.bias=-0.1 | network.bias must be >= 0: -0.1 (--set network.bias=-0.1: 1)
      set | network.precision=float16 | network.precision must be one of bfloat16, float32: float16 (--set network.precision=float16); did you mean bfloat16?
      set | network.smoothing=-0.1 | network.smoothing must be in [0, 1): -0.1 (--set network.smoothing=-0.1: 1)
      set | network.layers=dense(9) dropout(1) dense(10) | network.layers: the share that is dropped must be in (0, 1): 1.0 (--set network.layers=dense(9) dropout(1) dense(10))
      set | optimizer.name=adan | optimizer.name must be one of adabreg, adam, gmp, linbreg, proxsgd, rigl, set, sgd, static: adan (--set optimizer.name=adan); did you mean adam?
      set | optimizer.delta=1e-60 | optimizer.delta does not fit a float32: 1.0E-60 (--set optimizer.delta=1e-60: 1)
      set | optimizer={name=linbreg,momentum=1} | optimizer.momentum must be in [0, 1): 1.0 (--set optimizer={name=linbreg,momentum=1}: 1)
      set | optimizer.weightDecay=1e39 | optimizer.weightDecay does not fit a float32: 1.0E39 (--set optimizer.weightDecay=1e39: 1)
      set | regularizer.name=l2 | regularizer.name must be one of columns, input-channels, kernels, l1, none, rows, sparse-rows: l2 (--set regularizer.name=l2); did you mean l1?
      set | density.target=0 | density.target must be in (0, 1]: 0.0 (--set density.target=0: 1)
      set | density.target=0.0004 | density.target 4.0E-4 of the 2382 regularised weights is none: raise it
      set | density.target=0.03,regularizer.except=[net.0.weight] | density.target 0.03 of the 30 regularised weights is none: raise it
      conf | optimizer.name=gmp;density.control=fixed;density.target=1e-9 | density.target 1.0E-9 of the 109184 regularised weights is none: raise it
      set | density.target=NaN | density.target must be finite: NaN (--set density.target=NaN: 1)
      set | learningRate.base=-0.1 | learningRate.base must be > 0: -0.1 (--set learningRate.base=-0.1: 1)
      set | learningRate.base=Infinity | learningRate.base must be finite: Infinity (--set learningRate.base=Infinity: 1)
      set | learningRate.warmUp=-1 | learningRate.warmUp must be >= 0 epochs: -1.0 (--set learningRate.warmUp=-1: 1)
      set | freeze.localSteps=0 | freeze.localSteps must be >= 1: 0 (--set freeze.localSteps=0: 1)
      set | freeze={m=0,localSteps=0.5} | freeze.localSteps must be a whole number: 0.5 (--set freeze={m=0,localSteps=0.5}: 1)
      conf | optimizer.name=adabreg;optimizer.beta1=1 | optimizer.beta1 must be in [0, 1): 1.0 ({dir}/case.conf: 2)
      conf | optimizer.name=adam;freeze.m=0;optimizer.epsilon=0 | optimizer.epsilon must be > 0: 0.0 ({dir}/case.conf: 3)
      conf | optimizer.name=rigl;optimizer.drop=1 | optimizer.drop must be in (0, 1): 1.0 ({dir}/case.conf: 2)
      conf | optimizer.name=rigl;fine.gradient=partial | fine.gradient = partial is of linbreg, adabreg and proxsgd, whose fine steps move every weight ({dir}/case.conf: 2)
      conf | optimizer.name=rigl;freeze.m=4;freeze.middle=3 | freeze.middle must be 0 but for linbreg and adabreg, which know what is close to being born: middle 3 ({dir}/case.conf: 3)
      conf | freeze.m=2;freeze.middle=3 | freeze.middle must be at most m: 3 > 2 ({dir}/case.conf: 2)
      conf | density.control=adaptive;density.lambda=0 | density.lambda must be > 0 to be adapted: 0.0 ({dir}/case.conf: 2)
      conf | density.control=adaptive;density.gain=0 | density.gain must be > 0: 0.0 ({dir}/case.conf: 2)
      set | density.ramp.until=2 | density.ramp.until must be in [from, 1]: 2.0 (--set density.ramp.until=2: 1)
      set | density.layers=er | density.layers must be one of erdos-renyi, factors, uniform: er (--set density.layers=er)
      set | density.ramp.start=0 | density.ramp.start must be > 0: 0.0 (--set density.ramp.start=0: 1)
      set | freeze.until=0 | freeze.until must be in (0, 1]: 0.0 (--set freeze.until=0: 1)
      conf | optimizer.name=rigl;freeze.until=0 | freeze.until must be in (0, 1]: 0.0 ({dir}/case.conf: 2)
      conf | optimizer.name=set;density.control=fixed;density.target=0 | density.target must be in (0, 1]: 0.0 ({dir}/case.conf: 3)
      set | freeze.near=2 | freeze.near must be in (0, 1]: 2.0 (--set freeze.near=2: 1)
      conf | freeze.pace=ramp;freeze.ramp=2 | freeze.ramp must be in (0, 1]: 2.0 ({dir}/case.conf: 2)
      conf | freeze.pace=adaptive;freeze.churn=1 | freeze.churn must be in (0, 1): 1.0 ({dir}/case.conf: 2)
      set | exchange.fine=int4 | exchange.fine must be one of bfloat16, float32, int8: int4 (--set exchange.fine=int4); did you mean int8?
      set | fine.parts=1 | fine.parts must be >= 2: 1 (--set fine.parts=1: 1)
      set | fine={gradient=batches,batches=3} | fine.batches 3 is more than the 2 mini-batches of an epoch: lower it, or set fine.gradient = full
      set | fine={gradient=batches,batches=2147483647} | fine.batches 2147483647 is more than the 2 mini-batches of an epoch: lower it, or set fine.gradient = full
      set | metrics.steps=-1 | metrics.steps must be >= 0: -1 (--set metrics.steps=-1: 1)
      conf | regularizer.name=rows;network.hidden=[];density.target=0.05 | density.target 0.05 of the 7840 regularised weights is 392, but groups of 784 live or die together: raise it, or take another regularizer.name
      conf | regularizer.name=rows;density.target=0.003 | density.target 0.003 of the 109184 regularised weights is 327, but groups of 784 live or die together: raise it, or take another regularizer.name
      conf | regularizer.name=sparse-rows;regularizer.mix=1 | regularizer.mix must be in (0, 1): 1.0 ({dir}/case.conf: 2)
      set | regularizer.factors=[1] | regularizer.factors must be one per layer: 1 for 2 layers
      set | regularizer.factors=[1,0] | regularizer.factors must be > 0: 0.0 (--set regularizer.factors=[1,0]: 1)
      set | regularizer.blocks=[net.5.weight] | regularizer.blocks fits no block: net.5.weight; there are net.0.weight, net.1.weight, the last one net.last.weight as well
      set | regularizer.except=["*"] | regularizer.except leaves no block to regularise: [*]
      set | optimizer.name=sgd | freeze.m must be 0 where nothing is sparse, because then nothing can be frozen: m 19 (reference.conf: LINE)
      set | validation.share=1 | validation.share must be in [0, 1): 1.0 (--set validation.share=1: 1)
      set | validation.share=0.2 | validation.share 0.2 of the 4 training examples is none: raise it
      set | validation.share=0.75 | batchSize 2 is larger than the 1 training examples: lower batchSize
      set | stopping.patience=3 | stopping.patience needs validation.share > 0 or validation.column, because epochs are compared on examples held out of training: 3 (--set stopping.patience=3: 1)
      set | stopping.keepBest=true | stopping.keepBest needs validation.share > 0 or validation.column, because epochs are compared on examples held out of training: true (--set stopping.keepBest=true: 1)
      set | stopping.keepBest=1 | --set stopping.keepBest=1: 1: stopping.keepBest has type NUMBER rather than BOOLEAN
      set | stopping.delta=-1 | stopping.delta must be in [0, 1): -1.0 (--set stopping.delta=-1: 1)
      set | checkpoint.minutes=-1 | checkpoint.minutes must be >= 0: -1.0 (--set checkpoint.minutes=-1: 1)
      set | checkpoint.keep=0 | checkpoint.keep must be >= 1: 0 (--set checkpoint.keep=0: 1)
      set | ..=3 | --set ..=3: path parameter: Invalid path '..': path has a leading, trailing, or two adjacent period '.' (use quoted "" empty string if you want an empty element)
      set | epochs=${nowhere} | --set epochs=${nowhere}: 1: Could not resolve substitution to a value: ${nowhere}
      conf | epochs = { | {dir}/case.conf: 1: expecting a close parentheses ')' here, not: end of file
      conf | seed = 1;epochs = 2;epochs { x = 3 } | epochs takes a value and has no keys below it ({dir}/case.conf: 3)
      conf | epochs = 1;batchSise = 2 | unknown key batchSise ({dir}/case.conf: 2); did you mean batchSize?
      conf | epochs = "2 | {dir}/case.conf: 1: Expecting a value but got wrong token: '' (End of input but string quote was still open)
      conf | [1, 2] | {dir}/case.conf: 1:  has type LIST rather than object at file root
      conf | include "gone.conf" | {dir}/case.conf: cannot include gone.conf, which cannot be read
      conf | include file("gone.conf") | {dir}/case.conf: cannot include gone.conf, which cannot be read
      conf | include file("/nowhere/gone.conf") | {dir}/case.conf: cannot include /nowhere/gone.conf, which cannot be read
      conf | include "case.conf" | {dir}/case.conf: include statements nested more than 50 times, you probably have a cycle in your includes.
      conf | seed = ${nowhere} | {dir}/case.conf: 1: Could not resolve substitution to a value: ${nowhere}
      conf | spark.ssl.keyPassword = hunter2 | unknown key spark ({dir}/case.conf: 1); Spark's settings go before the command: frost --conf KEY=VALUE train ...
      conf | spark.password = hunter2 [1] | {dir}/case.conf: 1: not a configuration; what is wrong there is not shown, because a name looks like that of a secret
      conf | data { format = "a\\nb" } | data.format must be one of avro, cifar, csv, digits, idx, images, json, libsvm, orc, parquet, table: a b ({dir}/case.conf: 1)
      conf | epochs.x = 3 | epochs takes a value and has no keys below it ({dir}/case.conf: 1)
      data | train-images-idx3-ubyte - | {dir}/data/train-images-idx3-ubyte: no such file, and no train-images-idx3-ubyte.gz beside it
      data | train-images-idx3-ubyte folder | {dir}/data/train-images-idx3-ubyte: no such file, and no train-images-idx3-ubyte.gz beside it
      data | train-images-idx3-ubyte empty | {dir}/data/train-images-idx3-ubyte: truncated: the file ends in its header
      data | train-images-idx3-ubyte 000008 | {dir}/data/train-images-idx3-ubyte: truncated: the file ends in its header
      data | train-images-idx3-ubyte 00000903 00000002 00000002 00000002 01020304 05060708 | {dir}/data/train-images-idx3-ubyte: not an IDX file of bytes or floats: it starts with 0x00000903
      data | train-images-idx3-ubyte 504b0304 00000000 | {dir}/data/train-images-idx3-ubyte: not an IDX file of bytes or floats: it starts with 0x504b0304
      data | train-images-idx3-ubyte 00000801 00000002 0102 | {dir}/data/train-images-idx3-ubyte: images need 2 or more dimensions, the file has 1
      data | train-images-idx3-ubyte 00000803 00000003 00000002 00000002 01020304 05060708 090a0b0c | {dir}/data/train-labels-idx1-ubyte: 2 labels, but {dir}/data/train-images-idx3-ubyte has 3 images
      data | train-images-idx3-ubyte 00000803 00000002 00000002 00000002 01020304 0506 | {dir}/data/train-images-idx3-ubyte: truncated: the header promises 2 examples of 4 bytes, the file ends after 1 whole ones
      data | train-images-idx3-ubyte 00000803 00000002 00000002 00000002 01020304 05060708 09 | {dir}/data/train-images-idx3-ubyte: the header promises 2 examples of 4 bytes, the file continues after them
      data | train-images-idx3-ubyte 00000803 00000000 00000002 00000002 | {dir}/data/train-images-idx3-ubyte: no data: size 0 in dimension 0
      data | train-images-idx3-ubyte 00000803 ffffffff 00000002 00000002 | {dir}/data/train-images-idx3-ubyte: no data: size -1 in dimension 0
      data | train-images-idx3-ubyte 00000803 00000002 7fffffff 7fffffff | {dir}/data/train-images-idx3-ubyte: an example has more than 1048576 features
      data | train-images-idx3-ubyte 00000803 00000002 00000002 00000002 01010101 01010101 | {dir}/data/train-images-idx3-ubyte: all features are 0.003921569: there is nothing to learn
      data | train-images-idx3-ubyte 00000d03 00000002 00000002 00000002 00000000 00000000 00000000 00000000 7fc00000 00000000 00000000 00000000 | {dir}/data/train-images-idx3-ubyte: example 1, feature 0 is NaN; features must be finite
      data | train-images-idx3-ubyte 00000d03 00000002 00000002 00000002 00000000 00000000 00000000 00000000 00000001 00000000 00000000 00000000 | {dir}/data/train-images-idx3-ubyte: all features are 0.0: there is nothing to learn
      data | train-images-idx3-ubyte 00000d03 00000002 00000001 00000001 7fc00000 3f800000 | {dir}/data/t10k-images-idx3-ubyte: expected 1 features per example but the file has 4
      data | train-images-idx3-ubyte gzip 00000803 00000002 00000002 00000002 01020304 05 | {dir}/data/train-images-idx3-ubyte: truncated: the header promises 2 examples of 4 bytes, the file ends after 1 whole ones
      data | train-images-idx3-ubyte 1f8b08 | {dir}/data/train-images-idx3-ubyte: corrupt gzip data
      data | train-images-idx3-ubyte 1f8b0800 00000000 0000 ffffffff | {dir}/data/train-images-idx3-ubyte: corrupt gzip data
      data | train-labels-idx1-ubyte - | {dir}/data/train-labels-idx1-ubyte: no such file, and no train-labels-idx1-ubyte.gz beside it
      data | train-labels-idx1-ubyte 00000801 00000003 000102 | {dir}/data/train-labels-idx1-ubyte: 3 labels, but {dir}/data/train-images-idx3-ubyte has 2 images
      data | train-labels-idx1-ubyte 00000801 00000002 00 | {dir}/data/train-labels-idx1-ubyte: truncated: the header promises 2 labels, the file has 1
      data | train-labels-idx1-ubyte 00000801 00000002 0001 02 | {dir}/data/train-labels-idx1-ubyte: the header promises 2 labels, the file continues after them
      data | train-labels-idx1-ubyte 00000801 00000002 000a | {dir}/data/train-labels-idx1-ubyte: label 10 of example 1 is not below data.classes = 10
      data | train-labels-idx1-ubyte 00000d01 00000002 00000000 3f800000 | {dir}/data/train-labels-idx1-ubyte: labels must be unsigned bytes in 1 dimension
      data | train-labels-idx1-ubyte gzip 00000801 00000002 | {dir}/data/train-labels-idx1-ubyte: truncated: the header promises 2 labels, the file has 0
      data | t10k-images-idx3-ubyte - | {dir}/data/t10k-images-idx3-ubyte: no such file, and no t10k-images-idx3-ubyte.gz beside it
      data | t10k-images-idx3-ubyte 00000803 00000002 00000001 00000002 0102 0304 | {dir}/data/t10k-images-idx3-ubyte: expected 4 features per example but the file has 2
      data | t10k-labels-idx1-ubyte 00000801 00000001 00 | {dir}/data/t10k-labels-idx1-ubyte: 1 labels, but {dir}/data/t10k-images-idx3-ubyte has 2 images
      model | {"__metadata__" => ["__metadata__" | {dir}/m: not a safetensors file: its header is no JSON: Unexpected character (':' (code 58)): was expecting comma to separate Array entries
      model | {"__metadata__" => {"a":1,"a":2,"__metadata__" | {dir}/m: not a safetensors file: its header is no JSON: Duplicate field 'a'
      model | {"__metadata__" => {} {"__metadata__" | {dir}/m: not a safetensors file: its header is not one JSON object
      model | "frost.format":"1" => "frost.format":"2" | {dir}/m: damaged or changed: its metadata does not match the SHA-256 recorded for it, 41ed2e33a89854b9e138e40e56230b77186b08da19005a1c21dc62fb1b737e1f
      model | "frost.format":"1" => "frost.format":1 | {dir}/m: bad metadata: frost.format is no text: 1
      model | "input.mean":"0.5" => "input.mean":"0.6" | {dir}/m: damaged or changed: its metadata does not match the SHA-256 recorded for it, 41ed2e33a89854b9e138e40e56230b77186b08da19005a1c21dc62fb1b737e1f
      model | "input.mean":"0.5" => "input.mean":"NaN" | {dir}/m: bad metadata: inputs need a finite mean and a deviation > 0: mean NaN, deviation 0.25
      model | "input.mean":"0.5" => "input.mean":"half" | {dir}/m: bad metadata: input.mean is no number that fits: half
      model | "input.mean" => "input.median" | {dir}/m: its metadata lacks input.mean
      model | "network.inputs":"784" => "network.inputs":"99999999999" | {dir}/m: bad metadata: not a shape such as 784 or 3x32x32: 99999999999
      model | "network.inputs":"784" => "network.inputs":"-784" | {dir}/m: bad metadata: not a shape such as 784 or 3x32x32: -784
      model | "network.inputs":"784" => "network.inputs":"785" | {dir}/m: damaged or changed: its metadata does not match the SHA-256 recorded for it, 41ed2e33a89854b9e138e40e56230b77186b08da19005a1c21dc62fb1b737e1f
      model | "dense(10)" => "dense(999999999)" | {dir}/m: bad metadata: net.0.weight: 999999999 x 784 from 0 does not fit a float[]
      model | "dense(10)" => "conv(10)" | {dir}/m: bad metadata: conv needs its kernel, a whole number of at most 9 digits: conv(10)
      model | "dense(10)" => "dense(0)" | {dir}/m: bad metadata: a dense layer needs at least 1 output: 0
      model | "net.0.bias" => "net.9.bias" | {dir}/m: net.0.bias: the file has no array net.0.bias
      model | "shape":[11] => "shape":[11.0] | {dir}/m: net.0.weight.row_pointers: impossible shape [11.0]
      model | "shape":[11] => "shape":[2147483647,2147483647] | {dir}/m: net.0.weight.row_pointers: shape [2147483647, 2147483647] is larger than the file of 1927 bytes
      model | "dtype":"I32","shape":[11] => "dtype":"F32","shape":[11] | {dir}/m: net.0.weight: expected net.0.weight.row_pointers as I32 [11] but the file has F32 [11]
      model | "dtype":"I32","shape":[11] => "dtype":"F64","shape":[11] | {dir}/m: net.0.weight.row_pointers: dtype must be F32, I32 or I8: F64
      model | "data_offsets":[0, => "data_offsets":[4, | {dir}/m: net.0.weight.values: expected data_offsets [0,360] but the file says [4,360]
      kept | epochs = 0 | epochs must be >= 1: 0 ({dir}/m: 1)
      kept | epoch = 1 | unknown key epoch ({dir}/m: 1); did you mean epochs?
      kept | epochs = { | {dir}/m: 1: expecting a close parentheses ')' here, not: end of file
      kept | include file("/etc/hostname") | {dir}/m: include is not allowed in a configuration that was kept
      kept | data.path = ${HOME} | {dir}/m: 1: Could not resolve substitution to a value: ${HOME}
      kept | data.classes = 11;data.format = idx;data.path = "{dir}/nowhere" | {dir}/m: was trained on files in {dir}/nowhere; say which to take now: --data PATH
      begun | epochs = 0 | epochs must be >= 1: 0 ({dir}/out.partial/config.conf: 1)
      begun | epochs = { | {dir}/out.partial/config.conf: 1: expecting a close parentheses ')' here, not: end of file
      begun | include "small.conf" | {dir}/out.partial/config.conf: include is not allowed in a configuration that was kept
      begun | spark.password = hunter2 } | {dir}/out.partial/config.conf: 1: not a configuration; what is wrong there is not shown, because a name looks like that of a secret
      resume | batchSize=4 | {dir}/out: cannot be resumed with settings that change its numbers; it was begun with batchSize = 2, not 4: resume with these, or begin anew in another folder
      resume | epochs=2 | {dir}/out: cannot be resumed with settings that change its numbers; it was begun with epochs = 1, not 2 (the learning rate's schedule ends with the run): resume with these, or begin anew in another folder
      resume | seed=1 | {dir}/out: cannot be resumed with settings that change its numbers; it was begun with seed = 0, not 1: resume with these, or begin anew in another folder
      resume | validation.share=0.25 | {dir}/out: cannot be resumed with settings that change its numbers; it was begun with validation.share = 0, not 0.25: resume with these, or begin anew in another folder
      resume | network.hidden=[4] | {dir}/out: cannot be resumed with settings that change its numbers; it was begun with network.hidden = [3], not [4]: resume with these, or begin anew in another folder
      note | data.sha256=00 | {dir}/out: was begun with other training examples: their SHA-256 was 00, that of digits (training) is b6c847b295116df599d4d1a671f081b02292caa9909eca374acbbad493ba1e0d: resume with those, or begin anew in another folder
      note | kernels=abacus | {dir}/out: was begun with kernels abacus, here they are {kernels}, whose sums differ in their last bits: choose the former with -Dfrost.kernels, or resume where it was begun
      note | step=100 | {dir}/out: is at step 100, after the end of 1 epochs of 2 steps: raise epochs
      note | tally={} | the checkpoint of step 1: no Tally as JSON: Missing creator property 'steps' (index 0)
      note | tally= | the checkpoint of step 1: no Tally as JSON: No content to map due to end-of-input
      property | spark.master=nonsense | Spark does not start: SparkException: Could not parse Master URL: 'nonsense'
      property | spark.master=local[many] | Spark does not start: SparkException: Could not parse Master URL: 'local[many]'
      property | spark.task.cpus=many | Spark does not start: SparkIllegalArgumentException: [INVALID_CONF_VALUE.TYPE_MISMATCH] The value 'many' in the config "spark.task.cpus" is invalid. It should be a/an 'int' value. SQLSTATE: 22022
      property | spark.serializer=nowhere.Serializer | Spark does not start: ClassNotFoundException: nowhere.Serializer
      property | frost.kernels=vector-bfloat16 | frost.kernels must be scalar, vector or blas: vector-bfloat16; without it the best of this machine are taken
      property | frost.kernels=fast | frost.kernels must be scalar, vector or blas: fast; without it the best of this machine are taken
      property | frost.kernels=Vector | frost.kernels must be scalar, vector or blas: Vector; without it the best of this machine are taken
      frost | train {dir}/nowhere.conf --out {dir}/out | {dir}/nowhere.conf: no such configuration file
      frost | train {dir}/folder --out {dir}/out | {dir}/folder: is a folder; a configuration file is needed
      frost | train {dir}/binary --out {dir}/out | {dir}/binary: 3: expecting a close parentheses ')' here, not: end of file
      frost | train file:{dir}/folder --out {dir}/out | file:{dir}/folder: is a folder; a configuration file is needed
      frost | train file:{dir}/nowhere.conf --out {dir}/out | file:{dir}/nowhere.conf: no such configuration file
      frost | train nowhere:small.conf --out {dir}/out | not a path: nowhere:small.conf: java.net.URISyntaxException: Relative path in absolute URI: nowhere:small.conf
      frost | train {dir}/small.conf --out {dir}/small.conf | {dir}/small.conf: exists; name another --out, or add --overwrite
      frost | train {dir}/small.conf --out {dir}/small.conf/out | {dir}/small.conf/out: cannot be made: {dir}/small.conf is a file
      frost | train {dir}/small.conf --out nowhere://a/b | nowhere://a/b: No FileSystem for scheme "nowhere"
      frost | train {dir}/small.conf --out a:b | not a path: a:b: java.net.URISyntaxException: Relative path in absolute URI: a:b
      frost | train {dir}/small.conf --out {dir}/a:b | {dir}/a:b: has a colon in its name, which Hadoop's file systems do not take: name another --out
      frost | train {dir}/small.conf --out {dir} | {dir}: exists; name another --out, or add --overwrite
      frost | train {dir}/small.conf --out {dir} --overwrite | {dir}: not overwritten: it does not look like a run folder, it has no config.conf; name another --out
      frost | train {dir}/small.conf --out {dir} --resume | {dir}: not resumed: it does not look like a run folder, it has no config.conf; name another --out
      frost | train {dir}/small.conf --out {dir}/out --data {dir}/nowhere | {dir}/nowhere: no such folder
      frost | train {dir}/small.conf --out {dir}/out --data {dir}/small.conf | {dir}/small.conf: is a file; a folder of data is needed
      frost | train {dir}/small.conf --out {dir}/out --data {dir}/folder | {dir}/folder/train-images-idx3-ubyte: no such file, and no train-images-idx3-ubyte.gz beside it
      frost | evaluate {dir}/nowhere | {dir}/nowhere: no model there: neither a file nor a folder with model.safetensors
      frost | evaluate {dir}/folder | {dir}/folder: no model there: neither a file nor a folder with model.safetensors
      frost | evaluate {dir}/empty | {dir}/empty: not a safetensors file: it has 0 bytes
      frost | evaluate {dir}/small.conf | {dir}/small.conf: not a safetensors file: its header would have 4404647327750385765 bytes of 78
      frost | inspect {dir}/small.conf/model.safetensors | {dir}/small.conf/model.safetensors: no model there: neither a file nor a folder with model.safetensors
      frost | export {dir}/nowhere --shrink --out {dir}/out | {dir}/nowhere: no model there: neither a file nor a folder with model.safetensors
      frost | export {dir}/small.conf --shrink --out {dir}/out | {dir}/small.conf: not a safetensors file: its header would have 4404647327750385765 bytes of 78
      frost | export {dir}/small.conf --shrink --out {dir}/binary | {dir}/binary: exists; name another --out, or add --overwrite
      frost | export {dir}/small.conf --shrink --out {dir}/folder | {dir}/folder: is a folder; name a file with --out
      frost | export {dir}/small.conf --shrink --out {dir}/folder --overwrite | {dir}/folder: is a folder; name a file with --out
      frost | export {dir}/small.conf --shrink --out nowhere://a/b | nowhere://a/b: No FileSystem for scheme "nowhere"
      frost | export {dir}/small.conf --shrink --out a:b | not a path: a:b: java.net.URISyntaxException: Relative path in absolute URI: a:b
      frost | report {dir}/nowhere | {dir}/nowhere: no results there: neither trials.jsonl, as a sweep has, nor metrics.jsonl, as a run has; one that has not ended is in DIR.partial
      frost | report {dir}/small.conf | {dir}/small.conf: no results there: neither trials.jsonl, as a sweep has, nor metrics.jsonl, as a run has; one that has not ended is in DIR.partial
      frost | report {dir}/nowhere --out {dir}/folder | {dir}/folder: is a folder; name a file with --out
      frost | report nowhere://a/b | nowhere://a/b: No FileSystem for scheme "nowhere"
      export | {dir}/small.conf/out | {dir}/small.conf/out: cannot be made: {dir}/small.conf is a file
      usage | trian {dir}/small.conf | Unmatched arguments from index 0: 'trian', '{dir}/small.conf'
      usage | train | Missing required parameter: 'CONF'
      usage | train {dir}/small.conf {dir}/small.conf | Unmatched argument at index 2: '{dir}/small.conf'
      usage | train {dir}/small.conf --owt x | Unknown options: '--owt', 'x'
      usage | train {dir}/small.conf --conf spark.ssl.keyPassword=hunter2 | Unknown options: '--conf', 'spark.ssl.keyPassword=...
      usage | train {dir}/small.conf --out | Missing required parameter for option '--out' (DIR)
      usage | train {dir}/small.conf --out a --out b | option '--out' (DIR) should be specified only once
      usage | train {dir}/small.conf --resume | --resume needs --out DIR
      usage | train {dir}/small.conf --set | Missing required parameter for option '--set' (key=value)
      usage | train {dir}/small.conf --set --overwrite | Expected parameter for option '--set' but found '--overwrite'
      usage | train {dir}/small.conf --overwrite=perhaps | Invalid value for option '--overwrite': 'perhaps' is not a boolean
      usage | evaluate | Missing required parameter: 'MODEL'
      usage | export {dir}/small.conf --shrink | Missing required option: '--out=FILE'
      usage | export {dir}/small.conf --out {dir}/out | export would only copy MODEL; add --shrink to make it smaller
      usage | export --shrink --out {dir}/out | Missing required parameter: 'MODEL'
      usage | inspect | Missing required parameter: 'MODEL'
      usage | --master local[2] | Unknown options: '--master', 'local[2]'
      """;

  private static final String TALLY =
      Json.line(new Tally(1, 2, 3, 4, 0.05, 5, 6, 0, new Score(0.7, 1, 2, 2), 0, 0.1f));
  private static final String SECRET = "hunter2";

  @TempDir Path dir;

  static Stream<List<String>> rows() {
    return TABLE.lines().map(row -> List.of(row.strip().split(" +\\| +", 3)));
  }

  @BeforeEach
  void makeConfiguration() throws IOException {
    Files.writeString(
        dir.resolve("small.conf"),
        "epochs = 1, batchSize = 2, data { train = 4, test = 2 }, network.hidden = [3]\n");
    Files.createDirectory(dir.resolve("folder"));
    Files.write(dir.resolve("binary"), new byte[] {0, 1, 2, 3, 27, -1, -2, 10, 10, '{'});
    Files.createFile(dir.resolve("empty"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void endsInOneLineAndNothingIsWritten(List<String> row) throws IOException {
    String kind = row.get(0);
    String input = row.get(1).replace("{dir}", dir.toString());
    Object[] words = commandLine(kind, input);
    Map<String, String> before = snapshot();
    CommandLines.Outcome outcome =
        kind.equals("property") ? withProperty(input.split("=", 2), words) : frost(words);
    String message =
        row.get(2).replace("{dir}", dir.toString()).replace("{kernels}", Kernels.chosen().name());
    if (kind.equals("usage")) {
      assertEquals(message, outcome.err().lines().findFirst().orElse(""));
      assertEquals(2, outcome.exit());
    } else {
      String error = outcome.err().replaceAll("reference.conf: \\d+", "reference.conf: LINE");
      assertEquals("frost: " + message + System.lineSeparator(), error);
      assertEquals(1, outcome.exit());
    }
    assertFalse(outcome.err().contains(SECRET), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(before, snapshot());
  }

  @Test
  void theTableIsLongAndWithoutRepetitions() {
    assertTrue(rows().count() >= 60);
    assertEquals(rows().count(), rows().distinct().count());
  }

  @Test
  void secretsOfSparkStayWithSpark() throws IOException {
    List<String> names =
        List.of("spark.ssl.keyPassword", "spark.hadoop.fs.s3a.secret.key", "spark.my.TOKEN");
    names.forEach(name -> System.setProperty(name, SECRET));
    try {
      CommandLines.Outcome outcome = frost(train());
      assertEquals("", outcome.err());
      assertFalse(outcome.out().contains(SECRET), outcome.out());
    } finally {
      names.forEach(System::clearProperty);
    }
    snapshot().forEach((file, content) -> assertFalse(content.contains(SECRET), file));
    assertTrue(Files.exists(dir.resolve("out").resolve(RunFolder.CONFIG)));
  }

  /** Makes what a row needs; the command line that meets it. */
  private Object[] commandLine(String kind, String input) throws IOException {
    switch (kind) {
      case "set":
        return train("--set", input);
      case "conf":
        Files.writeString(dir.resolve("case.conf"), input.replace(';', '\n'));
        return new Object[] {"train", dir.resolve("case.conf"), "--out", dir.resolve("out")};
      case "data":
        writeData(input.split(" ", 2));
        return train("--data", dir.resolve("data"));
      case "model":
        Files.write(dir.resolve("m"), replaced(model("seed = 1"), input.split(" => ", -1)));
        return new Object[] {"inspect", dir.resolve("m")};
      case "kept":
        Files.write(dir.resolve("m"), model(input.replace(';', '\n')));
        return new Object[] {"evaluate", dir.resolve("m")};
      case "export":
        Files.write(dir.resolve("m"), model("seed = 1"));
        return new Object[] {"export", dir.resolve("m"), "--shrink", "--out", input};
      case "begun":
        writeUnfinishedRun(Map.of());
        Files.writeString(dir.resolve("out.partial").resolve(RunFolder.CONFIG), input);
        return train("--resume");
      case "resume":
        writeUnfinishedRun(Map.of());
        return train("--resume", "--set", input);
      case "note":
        String[] note = input.split("=", 2);
        writeUnfinishedRun(Map.of(note[0], note[1]));
        return train("--resume");
      case "property":
        return train();
      default:
        return input.split(" +");
    }
  }

  private Object[] train(Object... more) {
    return Stream.concat(
            Stream.of("train", dir.resolve("small.conf"), "--out", dir.resolve("out")),
            Stream.of(more))
        .toArray();
  }

  private static CommandLines.Outcome withProperty(String[] property, Object[] words) {
    if (property[0].startsWith("spark.")) {
      return CommandLines.on(Problem.conf("local[2]").set(property[0], property[1]), words);
    }
    System.setProperty(property[0], property[1]);
    try {
      return frost(words);
    } finally {
      System.clearProperty(property[0]);
    }
  }

  /** Every file and folder, with the bytes of files. */
  private Map<String, String> snapshot() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.toList()) {
        all.put(
            dir.relativize(path).toString(),
            Files.isDirectory(path) ? "" : Files.readString(path, ISO_8859_1));
      }
    }
    return all;
  }

  /** Two images of 2 x 2 bytes and two labels, for training and for test, but for one file. */
  private void writeData(String[] other) throws IOException {
    Path data = Files.createDirectory(dir.resolve("data"));
    Map<String, String> files = new HashMap<>();
    for (String part : new String[] {"train", "t10k"}) {
      files.put(
          part + "-images-idx3-ubyte", "00000803 00000002 00000002 00000002 01020304 05060708");
      files.put(part + "-labels-idx1-ubyte", "00000801 00000002 0007");
    }
    files.put(other[0], other[1]);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = data.resolve(file.getKey());
      if (file.getValue().equals("folder")) {
        Files.createDirectory(path);
      } else if (!file.getValue().equals("-")) {
        Files.write(path, bytes(file.getValue()));
      }
    }
  }

  private static byte[] bytes(String hexadecimal) throws IOException {
    boolean gzip = hexadecimal.startsWith("gzip ");
    byte[] plain =
        HexFormat.of().parseHex(hexadecimal.replaceFirst("^(gzip|empty)", "").replace(" ", ""));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return gzip ? zipped.toByteArray() : plain;
  }

  private static byte[] model(String config) throws IOException {
    Network network = Network.mlp(784, List.of(), 10);
    float[] theta = new Init(0.01, 1, 1).theta(network, 4);
    Support support = Support.of(network.layout(), 1, theta);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.write(
        new Model(
            network,
            new Weights(support, support.restrict(theta)),
            new Inputs.All(network.inputs()),
            new Scaling.Whole(0.5f, 0.25f),
            List.of(),
            Labels.numbered(network.outputs()),
            Map.of(Preparation.CONFIG, config)),
        out);
    return out.toByteArray();
  }

  /** Replaces a text in the header, whose length is put right. */
  private static byte[] replaced(byte[] model, String[] texts) {
    String file = new String(model, ISO_8859_1);
    assertTrue(file.contains(texts[0]), texts[0]);
    long header = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String body = file.substring(8).replace(texts[0], texts[1]);
    return ByteBuffer.allocate(8 + body.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header + texts[1].length() - texts[0].length())
        .put(body.getBytes(ISO_8859_1))
        .array();
  }

  /** A run that paused after its first step, but for some notes. */
  private void writeUnfinishedRun(Map<String, String> others) throws IOException {
    RunSettings settings = Configs.read(List.of(Configs.file(dir.resolve("small.conf").toFile())));
    TrainConfig config = settings.config();
    Preparation prepared =
        Preparation.of(config, new Streamed().facts(config), Versions.platform());
    OptimState state =
        config
            .optimizer()
            .init(
                prepared.network().layout(),
                config.init().theta(prepared.network(), config.seed()));
    Map<String, String> notes = new HashMap<>();
    notes.putAll(prepared.provenance().texts());
    notes.put("tally", TALLY);
    notes.putAll(others);
    long step = Long.parseLong(others.getOrDefault("step", "1"));
    Path run = Files.createDirectories(dir.resolve("out.partial").resolve(Checkpoints.FOLDER));
    Files.writeString(run.resolveSibling(RunFolder.CONFIG), settings.text());
    try (OutputStream out =
        Files.newOutputStream(run.resolve(String.format("step-%012d.safetensors", step)))) {
      int[] watched =
          new SupportWatch(
                  config.metricsSteps(),
                  prepared.network()::deadUnits,
                  config.optimizer(),
                  state,
                  Optional.empty())
              .save();
      CheckpointFile.write(
          Checkpoint.of(
              new Position(step, Math.max(step, 20), 19), state, Optional.empty(), watched, notes),
          out);
    }
  }
}
