package io.tidings.handler;

import java.util.function.Supplier;

/**
 * A bean that sees what comes before the handlers do.
 *
 * @param bean made on first use
 * @param mayBlock whether its class does not promise otherwise
 */
record Filter<T>(Supplier<T> bean, boolean mayBlock) {}
