/**
 * The programming model: annotated methods of CDI beans, found and checked when the application
 * deploys, called with their arguments bound. Knows no sessions, no transports and no cluster.
 */
package io.tidings.handler;
