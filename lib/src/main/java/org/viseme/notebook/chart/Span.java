package org.viseme.notebook.chart;

import org.viseme.data.Word;
import org.viseme.data.synthetic.PhoneSpan;

/**
 * A stretch of time with a name: a word, a phone.
 *
 * @param label what is written into it; empty for a pause
 */
public record Span(String label, double fromSeconds, double toSeconds) {
    public static Span of(Word word) {
        return new Span(word.text(), word.startSeconds(), word.endSeconds());
    }

    /** A phone in small letters; silence has no name. */
    public static Span of(PhoneSpan phone) {
        String name = phone.word() < 0 ? "" : phone.phone().name().toLowerCase(java.util.Locale.ROOT);
        return new Span(name, phone.startSeconds(), phone.endSeconds());
    }

    /** The same span at another time. */
    public Span moved(double seconds) {
        return new Span(label, fromSeconds + seconds, toSeconds + seconds);
    }
}
