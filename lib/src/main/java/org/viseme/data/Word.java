package org.viseme.data;

/** A spoken word and when it is spoken, in seconds from the start of the clip. */
public record Word(String text, double startSeconds, double endSeconds) {}
