package org.viseme.report;

/** Text for pages. */
final class Markup {
    private Markup() {}

    /** Text as it is, with nothing in it that a browser would take for markup. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
