/** Label and field selectors of lists, watches and collection deletions. */
@NullMarked
package dev.setpoint.api.selector;

import org.jspecify.annotations.NullMarked;
