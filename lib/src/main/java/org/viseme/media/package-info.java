/**
 * Decoding and encoding behind small types. Read first: {@link org.viseme.media.VideoReader} and
 * {@link org.viseme.media.AudioReader}, whose times share one zero; then {@link org.viseme.media.VideoWriter}. FFmpeg's
 * libraries come with the class path; no program of that name is needed.
 */
package org.viseme.media;
