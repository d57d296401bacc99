package io.tidings.config;

/**
 * A key by which programs may use REST. The key itself is nowhere written down.
 *
 * @param name of whoever has it; several keys may have the same
 * @param sha256 of the key's characters, 64 hexadecimal digits in lower case
 */
public record ApiKey(String name, String sha256) {}
