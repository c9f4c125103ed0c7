package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordTest {
    @Test
    void aFrameShowsTheWordInWhoseTimeItsMiddleLies() {
        Word first = new Word("a", 0.02, 0.1);
        Word second = new Word("b", 0.1, 0.2);
        List<Word> words = List.of(first, second);
        // middles lie at 0.02, 0.06, 0.10 and so on
        assertEquals(Optional.of(first), Word.at(0, words));
        assertEquals(Optional.of(first), Word.at(1, words));
        assertEquals(Optional.of(second), Word.at(2, words));
        assertEquals(Optional.of(second), Word.at(4, words));
        assertEquals(Optional.empty(), Word.at(5, words));
    }

    @Test
    void theMiddleOfAWordIsTheMiddleOfItsFrames() {
        Word word = new Word("a", 0.4, 0.6); // its middle is in frame 12
        assertEquals(Optional.of(new Pieces.Part(10, 5)), word.around(5, 15));
        assertEquals(Optional.of(new Pieces.Part(10, 4)), word.around(4, 14));
        assertEquals(Optional.empty(), word.around(5, 14), "a frame is missing at the end");
        assertEquals(Optional.of(new Pieces.Part(0, 24)), word.around(24, 24));
        assertEquals(Optional.empty(), word.around(26, 100), "frames are missing in the beginning");
    }
}
