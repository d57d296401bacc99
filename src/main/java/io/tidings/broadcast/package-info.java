/**
 * One event to many sockets: who is to receive it, encoded once, and the ports by which it reaches
 * the other instances and the sockets of this one. Knows no sessions and no message queue.
 */
package io.tidings.broadcast;
