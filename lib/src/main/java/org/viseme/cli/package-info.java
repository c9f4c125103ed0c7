/**
 * The command line: {@link org.viseme.cli.Main} and one thin class a command. A command reads its options, calls the
 * library and prints; a {@link org.viseme.VisemeException} becomes one line on standard error and exit code 1.
 */
package org.viseme.cli;
