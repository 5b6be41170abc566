package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams lists item by item. Only the end of a list with a limit tells whether there is more, so
 * that the metadata of a long one comes last.
 */
@Component
final class ListWriter {

  /** A list being read; what follows it is known once it has been read to its end. */
  interface Source extends Iterator<Document> {
    /** Zero for none. */
    long revision();

    /** Whether a limit may leave something to continue with. */
    boolean mayBeCut();

    /** Empty when the list is complete. */
    String continueToken();

    /** How many objects follow; -1 when not known. */
    long remaining();
  }

  private static final int BUFFER = 32 * 1024;
  private static final int READ_AHEAD = 4 * 1024 * 1024;

  private final Tables tables;

  ListWriter(Tables tables) {
    this.tables = tables;
  }

  void write(Exchange exchange, Accept accept, Source source) throws IOException {
    HttpServletResponse response = exchange.response();
    boolean pretty = Answers.isPretty(exchange.request(), exchange.query());
    Tables.Include include =
        accept.as() == Accept.As.TABLE
            ? Tables.Include.parse(exchange.query().text("includeObject"))
            : Tables.Include.NONE;
    if (pretty || accept.yaml()) {
      ObjectNode whole = whole(exchange, accept, include, source);
      Answers.writeTree(exchange.request(), response, accept, 200, whole, pretty);
      return;
    }
    response.setStatus(200);
    response.setContentType("application/json");
    response.setBufferSize(BUFFER);
    CompressedOutput out = CompressedOutput.of(exchange.request(), response);
    list(out, exchange, accept, include, source);
    // Not where a failure ends the list: what was held back gives way to a Status.
    out.close();
  }

  private void list(
      OutputStream out, Exchange exchange, Accept accept, Tables.Include include, Source source)
      throws IOException {
    text(out, head(exchange.strategy(), accept));
    // What a client reads first should tell where the list stands, if that can be known.
    Queue<Document> read = source.mayBeCut() ? readAhead(source) : new ArrayDeque<>();
    boolean metadataFirst = !source.mayBeCut() || !source.hasNext();
    if (metadataFirst) {
      text(out, ",\"metadata\":");
      out.write(KubeJson.write(metadata(source)));
    }
    text(out, accept.as() == Accept.As.TABLE ? ",\"rows\":" : ",\"items\":");
    boolean none = read.isEmpty() && !source.hasNext();
    boolean asNull = none && accept.as() == Accept.As.TABLE && exchange.strategy().table().plain();
    text(out, asNull ? "null" : "[");
    boolean first = true;
    while (!read.isEmpty() || source.hasNext()) {
      Document item = read.isEmpty() ? source.next() : read.remove();
      if (!first) {
        out.write(',');
      }
      first = false;
      item(out, exchange, accept, include, item);
    }
    text(out, asNull ? "" : "]");
    if (!metadataFirst) {
      text(out, ",\"metadata\":");
      out.write(KubeJson.write(metadata(source)));
    }
    out.write('}');
  }

  private void item(
      OutputStream out, Exchange exchange, Accept accept, Tables.Include include, Document item)
      throws IOException {
    switch (accept.as()) {
      case OBJECT -> ItemBytes.writeWithoutType(exchange.shown(item).json(), out);
      case TABLE ->
          out.write(
              KubeJson.write(
                  tables.row(exchange.strategy(), item.tree(), include, accept.metaVersion())));
      case PARTIAL, PARTIAL_LIST ->
          out.write(
              KubeJson.write(
                  Tables.partial(exchange.strategy(), item.tree(), accept.metaVersion())));
    }
  }

  /** Up to {@link #READ_AHEAD} bytes of objects. */
  private static Queue<Document> readAhead(Source source) {
    Queue<Document> read = new ArrayDeque<>();
    for (long bytes = 0; bytes < READ_AHEAD && source.hasNext(); ) {
      Document item = source.next();
      bytes += item.json().length;
      read.add(item);
    }
    return read;
  }

  private String head(ResourceStrategy strategy, Accept accept) {
    ResourceType type = strategy.type();
    return switch (accept.as()) {
      case OBJECT ->
          "{\"kind\":\"" + type.kind() + "List\",\"apiVersion\":\"" + type.apiVersion() + "\"";
      case TABLE ->
          "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/"
              + accept.metaVersion()
              + "\",\"columnDefinitions\":"
              + tables.columns(strategy.table());
      case PARTIAL, PARTIAL_LIST ->
          "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/"
              + accept.metaVersion()
              + "\"";
    };
  }

  private ObjectNode whole(
      Exchange exchange, Accept accept, Tables.Include include, Source source) {
    ResourceStrategy strategy = exchange.strategy();
    ObjectNode list =
        KubeJson.readObject((head(strategy, accept) + "}").getBytes(StandardCharsets.UTF_8));
    list.putObject("metadata");
    ArrayNode items = list.putArray(accept.as() == Accept.As.TABLE ? "rows" : "items");
    while (source.hasNext()) {
      Document next = source.next();
      ObjectNode item = next.tree();
      switch (accept.as()) {
        case OBJECT -> {
          ObjectNode bare = exchange.shown(next).tree().deepCopy();
          bare.remove("kind");
          bare.remove("apiVersion");
          items.add(bare);
        }
        case TABLE -> items.add(tables.row(strategy, item, include, accept.metaVersion()));
        case PARTIAL, PARTIAL_LIST ->
            items.add(Tables.partial(strategy, item, accept.metaVersion()));
      }
    }
    list.set("metadata", metadata(source));
    return list;
  }

  private static ObjectNode metadata(Source source) {
    ObjectNode metadata = KubeJson.TREES.createObjectNode();
    if (source.revision() > 0) {
      metadata.put("resourceVersion", String.valueOf(source.revision()));
    }
    String token = source.continueToken();
    if (!token.isEmpty()) {
      metadata.put("continue", token);
      if (source.remaining() >= 0) {
        metadata.put("remainingItemCount", source.remaining());
      }
    }
    return metadata;
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
