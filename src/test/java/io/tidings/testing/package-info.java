/**
 * Tests of handlers without a server: instances in memory, run by Weld SE and joined as a cluster,
 * with clients to play and a clock in hand. Knows of Tidings what an application may know, and the
 * few public classes that an instance is made of; nothing in it depends on a test framework.
 */
package io.tidings.testing;
