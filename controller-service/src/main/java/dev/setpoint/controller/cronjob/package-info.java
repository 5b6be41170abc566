/** Makes Jobs at the times that CronJobs say. */
@NullMarked
package dev.setpoint.controller.cronjob;

import org.jspecify.annotations.NullMarked;
