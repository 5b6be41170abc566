package dev.setpoint.api.storage;

import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs writes as one batch, whatever the timing. */
record GroupCommitBatch(JdbcTemplate jdbc) {

  List<WriteResult> run(ApplicationContext context, List<Write> writes) {
    List<EncodedWrite> encoded = writes.stream().map(EncodedWrite::of).toList();
    return new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
        .execute(
            status ->
                jdbc.execute(
                    (ConnectionCallback<List<WriteResult>>)
                        connection -> {
                          BatchPlan plan =
                              BatchPlan.of(
                                  BatchSql.lock(connection),
                                  BatchSql.read(connection, encoded),
                                  encoded);
                          BatchSql.write(connection, plan);
                          return plan.results();
                        }));
  }
}
