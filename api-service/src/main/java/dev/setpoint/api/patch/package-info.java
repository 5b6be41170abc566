/** Strategic merge patch: merging by the merge keys and directives of Kubernetes' schemas. */
@NullMarked
package dev.setpoint.api.patch;

import org.jspecify.annotations.NullMarked;
