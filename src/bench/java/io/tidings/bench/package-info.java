/**
 * What single steps cost, measured with JMH. It must not know a network: that is what the load
 * program is for.
 */
package io.tidings.bench;
