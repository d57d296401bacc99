/**
 * What an operator may set: one immutable, validated record per area, read from MicroProfile Config
 * when the application starts. Knows no other package.
 */
package io.tidings.config;
