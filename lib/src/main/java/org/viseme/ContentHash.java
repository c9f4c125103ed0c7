package org.viseme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file holds, as a SHA-256 in hexadecimal. */
public final class ContentHash {
    private static final int CHUNK = 1 << 18;
    private static final int SHORT = 8;

    private ContentHash() {}

    /**
     * In lower case, 64 digits.
     *
     * @throws VisemeException when the file cannot be read
     */
    public static String of(Path file) {
        MessageDigest digest = sha256();
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read (" + e.getMessage() + ")", "check the file", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The first 8 digits of {@link #of}, by which people tell versions of a file apart. */
    public static String shortOf(Path file) {
        return of(file).substring(0, SHORT);
    }

    /** For content that is no file. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
