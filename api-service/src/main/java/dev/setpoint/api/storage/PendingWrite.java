package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A queued write and the place where its caller waits. */
final class PendingWrite {

  private final EncodedWrite encoded;
  private final CompletableFuture<WriteResult> answer = new CompletableFuture<>();

  PendingWrite(EncodedWrite encoded) {
    this.encoded = encoded;
  }

  EncodedWrite encoded() {
    return encoded;
  }

  void complete(WriteResult result) {
    answer.complete(result);
  }

  void fail(ApiException why) {
    answer.completeExceptionally(why);
  }

  WriteResult await(Duration atMost) {
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException api) {
        // A fresh one, so that the trace is the caller's.
        throw new ApiException(api.code(), api.reason(), api.message(), api.details());
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw ApiException.unavailable(
          "the storage did not answer in time, it is unknown whether the request was carried out");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable(
          "interrupted, it is unknown whether the request was carried out");
    }
  }
}
