package dev.setpoint.controller.loadbalancer;

import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** Where load balancers come from. Called by one thread at a time. */
interface LoadBalancers {

  /** Whether there are any to be had; where not, such Services wait, as without a cloud. */
  boolean available();

  /**
   * Where the Service is reached, now and from now on; the same answer each time.
   *
   * @throws NoAddress when there is none to be had
   */
  List<LoadBalancerIngress> ensure(Service service) throws NoAddress;

  /** The Service needs it no more; does nothing when it had none. */
  void release(ObjectKey service);

  /** Nothing is remembered: another replica leads. */
  void reset();

  /** Says in one line why. */
  final class NoAddress extends Exception {
    private static final long serialVersionUID = 1L;

    NoAddress(String message) {
      super(message);
    }
  }
}
