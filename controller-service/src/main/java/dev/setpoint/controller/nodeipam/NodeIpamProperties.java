package dev.setpoint.controller.nodeipam;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the Nodes' ranges are cut from, as kube-controller-manager's {@code --cluster-cidr} and its
 * like say it.
 *
 * @param clusterCidrs one, or one of each IP family; empty: Nodes are given none
 * @param serviceCidr left out of them; empty for none
 * @param maskSizeIpv4 prefix length of a Node's range
 * @param maskSizeIpv6 likewise
 */
@ConfigurationProperties("setpoint.node-ipam")
record NodeIpamProperties(
    @DefaultValue List<String> clusterCidrs,
    @DefaultValue("10.96.0.0/12") String serviceCidr,
    @DefaultValue("24") int maskSizeIpv4,
    @DefaultValue("64") int maskSizeIpv6) {

  int maskSize(String cidr) {
    return cidr.indexOf(':') < 0 ? maskSizeIpv4 : maskSizeIpv6;
  }
}
