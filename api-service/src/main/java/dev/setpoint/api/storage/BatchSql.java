package dev.setpoint.api.storage;

import dev.setpoint.api.storage.BatchPlan.Current;
import dev.setpoint.api.storage.BatchPlan.Planned;
import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.api.storage.EncodedWrite.ResourceKey;
import dev.setpoint.common.resource.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three statements of a batch: lock, read, write. Each is one round trip. */
final class BatchSql {

  /**
   * The planner's guesses about arrays and fresh tables would scan a growing table: what is looked
   * up here is always few rows by primary key.
   */
  private static final String LOCK =
      """
      select value,
        set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true),
        set_config('plan_cache_mode', 'force_generic_plan', true)
      from revision for update""";

  private static final String READ =
      """
      select r.type, r.namespace, r.name, r.uid, r.revision,
        case when k.wants_body then r.body::text end
      from unnest(?::text[], ?::text[], ?::text[], ?::boolean[])
        as k(type, namespace, name, wants_body)
      join resource r
        on r.type = k.type and r.namespace = k.namespace and r.name = k.name""";

  private static final String WRITE =
      """
      with change as materialized (
        select t.revision, t.type, t.namespace, t.name, t.uid, t.op, t.body::jsonb as body,
          t.old_body::jsonb as old_body, t.last
        from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::boolean[])
          as t(revision, type, namespace, name, uid, op, body, old_body, last)),
      bumped as (update revision set value = ?),
      gone as (
        delete from resource r using change c
        where c.last and c.op = 'DELETED'
          and r.type = c.type and r.namespace = c.namespace and r.name = c.name),
      kept as (
        insert into resource (type, namespace, name, uid, revision, body)
        select type, namespace, name, uid, revision, body from change
        where last and op <> 'DELETED'
        on conflict (type, namespace, name) do update
        set uid = excluded.uid, revision = excluded.revision, body = excluded.body)
      insert into resource_change
        (revision, committed_at, type, namespace, name, uid, op, body, old_body)
      select c.revision, clock_timestamp(), c.type, c.namespace, c.name, c.uid, c.op, c.body,
        case when c.op <> 'ADDED' then coalesce(c.old_body, r.body) end
      from change c
      left join resource r
        on r.type = c.type and r.namespace = c.namespace and r.name = c.name""";

  private BatchSql() {}

  /** Takes the lock that orders all writes, and reads the newest revision. */
  static long lock(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The stored states of the keys that are written to; nobody can change them under the lock. */
  static Map<ResourceKey, Current> read(Connection connection, List<EncodedWrite> writes)
      throws SQLException {
    Map<ResourceKey, Boolean> wanted = new LinkedHashMap<>();
    for (EncodedWrite write : writes) {
      wanted.merge(write.key(), !(write.write() instanceof Write.Create), Boolean::logicalOr);
    }
    String[] types = new String[wanted.size()];
    String[] namespaces = new String[wanted.size()];
    String[] names = new String[wanted.size()];
    Boolean[] bodies = new Boolean[wanted.size()];
    int i = 0;
    for (Map.Entry<ResourceKey, Boolean> entry : wanted.entrySet()) {
      types[i] = entry.getKey().type();
      namespaces[i] = entry.getKey().key().namespace();
      names[i] = entry.getKey().key().name();
      bodies[i++] = entry.getValue();
    }
    Map<ResourceKey, Current> stored = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setArray(1, text(connection, types));
      statement.setArray(2, text(connection, namespaces));
      statement.setArray(3, text(connection, names));
      statement.setArray(4, connection.createArrayOf("boolean", bodies));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(
              new ResourceKey(
                  rows.getString(1), new ObjectKey(rows.getString(2), rows.getString(3))),
              new Current(rows.getString(4), rows.getLong(5), rows.getBytes(6)));
        }
      }
    }
    return stored;
  }

  /** Writes current states, change rows and the new revision. */
  static void write(Connection connection, BatchPlan plan) throws SQLException {
    int count = plan.changes().size();
    Long[] revisions = new Long[count];
    String[] types = new String[count];
    String[] namespaces = new String[count];
    String[] names = new String[count];
    String[] uids = new String[count];
    String[] ops = new String[count];
    String[] bodies = new String[count];
    String[] oldBodies = new String[count];
    Boolean[] last = new Boolean[count];
    for (int i = 0; i < count; i++) {
      Planned planned = plan.changes().get(i);
      Change change = planned.change();
      revisions[i] = change.revision();
      types[i] = change.type();
      namespaces[i] = change.key().namespace();
      names[i] = change.key().name();
      uids[i] = change.uid();
      ops[i] = change.op().name();
      bodies[i] = new String(change.body(), StandardCharsets.UTF_8);
      // The row itself has the old state, unless an earlier write of this batch made it.
      byte[] old = change.oldBody();
      if (!planned.first() && old != null && change.op() != Op.ADDED) {
        oldBodies[i] = new String(old, StandardCharsets.UTF_8);
      }
      last[i] = planned.last();
    }
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      statement.setArray(1, connection.createArrayOf("bigint", revisions));
      statement.setArray(2, text(connection, types));
      statement.setArray(3, text(connection, namespaces));
      statement.setArray(4, text(connection, names));
      statement.setArray(5, text(connection, uids));
      statement.setArray(6, text(connection, ops));
      statement.setArray(7, text(connection, bodies));
      statement.setArray(8, text(connection, oldBodies));
      statement.setArray(9, connection.createArrayOf("boolean", last));
      statement.setLong(10, plan.revision());
      statement.executeUpdate();
    }
  }

  private static Array text(Connection connection, String[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }
}
