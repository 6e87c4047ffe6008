package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frost sends through Spark's channels only: where these are secured, it gives the same bits. */
@Timeout(300)
@Tag("slow")
class SecureClusterTest {
  @TempDir Path folder;

  private static SparkConf conf() {
    return LocalCluster.conf(2)
        .set("spark.authenticate", "true")
        .set("spark.authenticate.secret", secret())
        .set("spark.io.encryption.enabled", "true");
  }

  private static String secret() {
    return UUID.randomUUID().toString();
  }

  /** Trains, once it is sure that Spark took the settings. */
  private static void train(SparkConf conf, Runnable check) throws IOException {
    float[] theta =
        Problem.onSpark(
            conf,
            4,
            shards -> {
              assertTrue(security().isAuthenticationEnabled());
              assertTrue(security().getIOEncryptionKey().isDefined());
              check.run();
              return shards;
            });
    assertArrayEquals(Problem.locally(4), theta);
  }

  private static SecurityManager security() {
    return SparkEnv.get().securityManager();
  }

  @Test
  void messagesUnderSparksOwnCipher() throws IOException {
    train(
        conf().set("spark.network.crypto.enabled", "true"),
        () -> assertTrue(security().isEncryptionEnabled()));
  }

  @Test
  void messagesUnderTls() throws Exception {
    String password = secret();
    Path store = makeKeyStore(password);
    SparkConf conf =
        conf()
            .set("spark.ssl.rpc.enabled", "true")
            .set("spark.ssl.rpc.protocol", "TLSv1.3")
            .set("spark.ssl.rpc.keyPassword", password);
    for (String kind : new String[] {"keyStore", "trustStore"}) {
      conf.set("spark.ssl.rpc." + kind, store.toString())
          .set("spark.ssl.rpc." + kind + "Password", password);
    }
    SSLContext context = trusting(store, password);
    train(conf, () -> assertEquals("TLSv1.3", driversProtocol(context)));
  }

  /** A store with a new key of this machine. */
  private Path makeKeyStore(String password) throws Exception {
    Path store = folder.resolve("keys.p12");
    Path log = folder.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "frost",
                "-dname",
                "CN=frost",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(0, keytool.waitFor(), () -> "keytool failed, see " + log);
    return store;
  }

  private static SSLContext trusting(Path store, String password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The protocol of the driver's port; fails where it speaks none or has another key. */
  private static String driversProtocol(SSLContext context) {
    int port = SparkEnv.get().conf().getInt("spark.driver.port", 0);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return socket.getSession().getProtocol();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
