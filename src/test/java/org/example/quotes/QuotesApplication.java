package org.example.quotes;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** REST of the application's own. It lists no classes: the container looks for them. */
@ApplicationPath("rest")
public class QuotesApplication extends Application {}
