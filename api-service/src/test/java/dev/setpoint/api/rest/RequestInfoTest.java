package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      emptyValue = "",
      value = {
        "GET,/api/v1/pods,-,list,'',pods,'',''",
        "GET,/api/v1/namespaces/a/pods,-,list,a,pods,'',''",
        "GET,/api/v1/namespaces/a/pods?,watch=1,watch,a,pods,'',''",
        "GET,/api/v1/namespaces/a/pods,watch=false,list,a,pods,'',''",
        "GET,/api/v1/namespaces/a/pods,fieldSelector=metadata.name%3Dx,list,a,pods,x,''",
        "GET,/api/v1/namespaces/a/pods/x,-,get,a,pods,x,''",
        "GET,/api/v1/namespaces/a/pods/x/log,-,get,a,pods,x,log",
        "PUT,/apis/apps/v1/namespaces/a/deployments/d/scale,-,update,a,deployments,d,scale",
        "PATCH,/api/v1/nodes/n/status,-,patch,'',nodes,n,status",
        "POST,/api/v1/namespaces,-,create,'',namespaces,'',''",
        "GET,/api/v1/namespaces/a,-,get,a,namespaces,a,''",
        "PUT,/api/v1/namespaces/a/finalize,-,update,a,namespaces,a,finalize",
        "DELETE,/api/v1/namespaces/a/secrets,-,deletecollection,a,secrets,'',''",
        "DELETE,/api/v1/namespaces/a/secrets/s,-,delete,a,secrets,s,''",
        "GET,/api/v1/watch/namespaces/a/secrets/s,-,watch,a,secrets,s,''",
        "GET,/api/v1/watch/pods,-,watch,'',pods,'',''",
        "GET,/api/v1/namespaces/a/configmaps/x%2Fy,-,get,a,configmaps,x,y",
        "GET,/api/v1/namespaces/a/pods/x/,-,get,a,pods,x,''"
      })
  void tellsWhatIsAskedFor(
      String method,
      String path,
      String query,
      String verb,
      String namespace,
      String plural,
      String name,
      String subresource) {
    RequestInfo info = RequestInfo.parse(method, path.replace("?", ""), query);
    assertThat(info.resource()).isTrue();
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.namespace()).isEqualTo(namespace);
    assertThat(info.plural()).isEqualTo(plural);
    assertThat(info.name()).isEqualTo(name);
    assertThat(info.subresource()).isEqualTo(subresource);
  }

  @ParameterizedTest
  @CsvSource({"/version", "/api", "/api/v1", "/apis/apps/v1", "/", "//api/v1/pods", "/healthz/x"})
  void otherPathsAreNoResources(String path) {
    RequestInfo info = RequestInfo.parse("GET", path, null);
    assertThat(info.resource()).isFalse();
    assertThat(info.verb()).isEqualTo("get");
  }

  @Test
  void groupAndVersionComeFromThePath() {
    RequestInfo info = RequestInfo.parse("GET", "/apis/apps/v1/deployments", null);
    assertThat(info.group()).isEqualTo("apps");
    assertThat(info.version()).isEqualTo("v1");
    assertThat(info.named()).isFalse();
  }

  @Property
  void anyPathIsReadWithoutFailing(@ForAll String path, @ForAll String query) {
    String raw = "/api/" + path.replace("%", "");
    assertThatCode(() -> RequestInfo.parse("GET", raw, query)).doesNotThrowAnyException();
  }
}
