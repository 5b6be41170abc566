package dev.setpoint.api.openapi;

import dev.setpoint.api.discovery.Answers;
import dev.setpoint.api.discovery.PathHandler;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.api.schema.Schemas;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.properties.AbstractSwaggerUiConfigProperties.SwaggerUrl;
import org.springdoc.core.properties.SwaggerUiConfigProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * What the API browser at {@code /swagger-ui} loads: a document per built-in group version, with
 * sign-in by bearer token. They can be read without credentials, as a page that has none yet must
 * load them; they describe the software, not this installation, so kinds that were added at run
 * time are left out. The calls made from the page need a token like any other.
 */
@Component
final class ApiBrowser implements PathHandler, SmartInitializingSingleton {

  private static final String PAGE = "/swagger-ui/index.html";
  private static final String DOCUMENTS = "/api-docs/";

  private final OpenApiDocuments source;
  private final @Nullable SwaggerUiConfigProperties page;

  ApiBrowser(
      ResourceRegistry registry,
      Schemas schemas,
      ObjectProvider<DocumentedSubresource> documented,
      ObjectProvider<SwaggerUiConfigProperties> page) {
    this.source =
        new OpenApiDocuments(schemas, registry.all(), documented.orderedStream().toList());
    this.page = page.getIfAvailable();
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (page == null) {
      return;
    }
    Set<SwaggerUrl> urls = new LinkedHashSet<>();
    for (String name : source.versions().keySet()) {
      String title = name.replaceFirst("^apis?/", "");
      urls.add(new SwaggerUrl(title, DOCUMENTS + name, title));
    }
    page.setUrls(urls);
    page.setUrlsPrimaryName("v1");
  }

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = info.path();
    if (List.of("/swagger-ui", "/swagger-ui/", "/docs", "/docs/").contains(path)) {
      Answers.requireGet(request);
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", PAGE);
      return true;
    }
    if (!path.startsWith(DOCUMENTS)) {
      return false;
    }
    Answers.requireGet(request);
    var version = source.versions().get(path.substring(DOCUMENTS.length()));
    if (version == null) {
      return false;
    }
    // Rendered for each request: people open this page seldom, and it would be kept for nothing.
    OpenApiCache.Document document = OpenApiCache.Document.of(source.forBrowser(version));
    Answers.bytes(response, 200, "application/json", document.bytes());
    return true;
  }
}
