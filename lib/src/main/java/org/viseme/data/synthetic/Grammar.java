package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences from templates: commands of the GRID kind ("place blue at f two now"), everyday sentences, and a frame that
 * holds one of several words that differ in a single sound ("please say bat again").
 */
public final class Grammar {
    private static final List<String> LETTERS = words("a b c d e f g h i j k l m n o p q r s t u v x y z");
    private static final List<String> NOUNS = words("mouth voice music father mother baby water coffee apple window"
            + " house garden bird river boat coat goat cat hat man van fan sheep ship pool shoe light");
    private static final List<String> ADJECTIVES =
            words("big small warm happy good new blue green red white thin fat right");
    private static final List<String> VERBS = words("see saw found hear move show watch bring take open");
    private static final List<String> PRONOUNS = words("we you they she he");
    private static final List<String> ADVERBS = words("again now please soon today here there");
    private static final List<List<String>> CONFUSABLE = List.of(
            words("pat bat mat fat vat cat hat"),
            words("pan ban man fan van can"),
            words("pin bin fin thin sin shin"),
            words("pie by my"),
            words("sue zoo shoe chew two"),
            words("ten den men"),
            words("coat goat boat vote"),
            words("light right white night fight"),
            words("ship sheep"),
            words("pool pull"));

    private Grammar() {}

    /** The sentence of a seed: always the same words. */
    public static List<String> sentence(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "sentence");
        double kind = draw.between(0, 1);
        if (kind < 0.45) {
            return command(draw);
        }
        return kind < 0.85 ? everyday(draw) : List.of("please", "say", draw.pick(draw.pick(CONFUSABLE)), "again");
    }

    /** Groups of words that differ in one sound, whether the difference can be seen or not. */
    public static List<List<String>> confusable() {
        return CONFUSABLE;
    }

    private static List<String> command(SeededDraw draw) {
        return List.of(
                draw.pick(words("bin lay place set")),
                draw.pick(words("blue green red white")),
                draw.pick(words("at by in with")),
                draw.pick(LETTERS),
                draw.pick(words("zero one two three four five six seven eight nine")),
                draw.pick(words("again now please soon")));
    }

    private static List<String> everyday(SeededDraw draw) {
        List<String> sentence = new ArrayList<>();
        switch (draw.below(5)) {
            case 0 -> {
                sentence.add(draw.pick(words("the my your this that")));
                sentence.add(draw.pick(NOUNS));
                sentence.add(draw.pick(words("is was")));
                sentence.add(draw.pick(ADJECTIVES));
                sentence.add(draw.pick(ADVERBS));
            }
            case 1 -> {
                sentence.add(draw.pick(PRONOUNS));
                sentence.add(draw.pick(VERBS));
                sentence.add(draw.pick(words("the my your this that")));
                sentence.add(draw.pick(ADJECTIVES));
                sentence.add(draw.pick(NOUNS));
            }
            case 2 -> {
                sentence.add("please");
                sentence.add(draw.pick(VERBS));
                sentence.add("the");
                sentence.add(draw.pick(NOUNS));
                sentence.add("and");
                sentence.add("the");
                sentence.add(draw.pick(NOUNS));
            }
            case 3 -> {
                sentence.add(draw.pick(words("hello welcome")));
                sentence.add(draw.pick(words("father mother baby")));
                sentence.add("the");
                sentence.add(draw.pick(NOUNS));
                sentence.add("is");
                sentence.add(draw.pick(words("here there warm good new")));
            }
            default -> {
                sentence.add("the");
                sentence.add(draw.pick(ADJECTIVES));
                sentence.add(draw.pick(NOUNS));
                sentence.add("was");
                sentence.add("in");
                sentence.add("the");
                sentence.add(draw.pick(words("house garden river water boat pool van morning")));
            }
        }
        return List.copyOf(sentence);
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" "));
    }
}
