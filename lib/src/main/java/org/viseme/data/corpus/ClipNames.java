package org.viseme.data.corpus;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of clips made of names of files: every character but letters, digits, dot, dash and underscore becomes an
 * underscore. Of two files that would get the same name (or names that a file system without capitals confuses), the
 * second gets eight digits of its SHA-256 behind it.
 */
final class ClipNames {
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private final Set<String> given = new HashSet<>();

    /** A name that was not given before. */
    String give(String fileName) {
        String plain = safe(fileName);
        String name = plain;
        for (String hashed = fileName; !given.add(name.toLowerCase(Locale.ROOT)); hashed += "'") {
            name = plain + "-" + Sha256.of(hashed).substring(0, 8);
        }
        return name;
    }

    static String safe(String fileName) {
        String name = UNSAFE.matcher(fileName).replaceAll("_");
        return name.startsWith(".") || name.startsWith("-") ? "_" + name : name;
    }
}
