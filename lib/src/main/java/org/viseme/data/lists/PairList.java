package org.viseme.data.lists;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.viseme.VisemeException;

/**
 * The pairs that a file lists. The first line tells which {@link Format} the file has; every other line must have it as
 * well.
 */
public record PairList(Format format, List<DrivenPair> pairs) {
    public PairList {
        pairs = List.copyOf(pairs);
    }

    /** The formats in use. */
    public enum Format {
        /**
         * {@code AUDIO VIDEO}, the lists of Wav2Lip's evaluation (Prajwal et al., ACM Multimedia 2020): the voice comes
         * first.
         */
        AUDIO_VIDEO("'AUDIO VIDEO'"),
        /** Columns {@code audio} and {@code video} in any order under a header; other columns are ignored. */
        CSV("as many values as the header"),
        /**
         * {@code 1 FIRST SECOND}, trials of speaker verification as VoxCeleb has them. The first clip is the face, the
         * second one the voice; whether both are of one person (1 or 0) is not kept.
         */
        TRIALS("'1 FIRST SECOND' or '0 FIRST SECOND'"),
        /** One clip a line, with a label behind it in some lists (LRS2): each is driven by its own voice. */
        CLIPS("one clip, with at most a label such as NF behind it");

        private final String words;

        Format(String words) {
            this.words = words;
        }
    }

    /**
     * @throws VisemeException when the file cannot be read, is empty, or has a line of another format than its first
     */
    public static PairList read(Path file) {
        List<TextLine> lines = TextLine.read(file);
        if (lines.isEmpty()) {
            throw new VisemeException(file.toString(), "is empty", "write a line 'AUDIO VIDEO' for each pair");
        }
        Format format = formatOf(lines.getFirst());
        return new PairList(format, format == Format.CSV ? table(lines) : plain(lines, format));
    }

    private static Format formatOf(TextLine first) {
        List<String> header = header(first);
        if (header.contains("audio") && header.contains("video")) {
            return Format.CSV;
        }
        String[] fields = first.fields();
        return switch (fields.length) {
            case 1 -> Format.CLIPS;
            case 2 -> isLabel(fields[1]) ? Format.CLIPS : Format.AUDIO_VIDEO;
            case 3 -> Format.TRIALS;
            default ->
                throw first.problem(
                        "is of no known format",
                        "use 'AUDIO VIDEO', '1 FIRST SECOND', one clip a line, or a CSV file whose header has the"
                                + " columns audio and video");
        };
    }

    private static boolean isLabel(String field) {
        return field.matches("[A-Z]{2,3}");
    }

    private static List<DrivenPair> plain(List<TextLine> lines, Format format) {
        List<DrivenPair> pairs = new ArrayList<>();
        for (TextLine line : lines) {
            String[] fields = line.fields();
            boolean fits = switch (format) {
                case AUDIO_VIDEO -> fields.length == 2;
                case TRIALS -> fields.length == 3 && fields[0].matches("[01]");
                default -> fields.length == 1 || fields.length == 2 && isLabel(fields[1]);
            };
            if (!fits) {
                throw misfit(line, format);
            }
            pairs.add(
                    switch (format) {
                        case AUDIO_VIDEO -> new DrivenPair(fields[1], fields[0]);
                        case TRIALS -> new DrivenPair(fields[1], fields[2]);
                        default -> new DrivenPair(fields[0], fields[0]);
                    });
        }
        return pairs;
    }

    private static List<DrivenPair> table(List<TextLine> lines) {
        List<String> header = header(lines.getFirst());
        int audio = header.indexOf("audio");
        int video = header.indexOf("video");
        List<DrivenPair> pairs = new ArrayList<>();
        for (TextLine line : lines.subList(1, lines.size())) {
            List<String> values = values(line);
            if (values.size() != header.size()
                    || values.get(audio).isEmpty()
                    || values.get(video).isEmpty()) {
                throw misfit(line, Format.CSV);
            }
            pairs.add(new DrivenPair(values.get(video), values.get(audio)));
        }
        return pairs;
    }

    private static List<String> header(TextLine first) {
        return values(first).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** The values of a line of CSV; one in quotation marks may hold commas, and a quotation mark as two. */
    private static List<String> values(TextLine line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        String text = line.text();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString().strip());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString().strip());
        return values;
    }

    private static VisemeException misfit(TextLine line, Format format) {
        return line.problem("'" + line.text() + "' is not " + format.words, "mend the line or remove it");
    }
}
