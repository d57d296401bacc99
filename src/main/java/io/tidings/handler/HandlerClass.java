package io.tidings.handler;

import java.util.function.Supplier;

/**
 * A handler class.
 *
 * @param type of the bean
 * @param bean the instance to call, interceptors included
 * @param scoped whether it may need CDI's request scope
 * @param namespace that it handles
 * @param errors its methods for what the others throw
 */
record HandlerClass(
    Class<?> type,
    Supplier<?> bean,
    boolean scoped,
    NamespacePattern namespace,
    ErrorMethods errors) {}
