using Spectre.Console;

namespace MeshStarter.Cli.Terminal;

/// <summary>
/// Draws a list on a terminal: fields in columns, and lines with more about an item below it. Fields are broken into lines at their blanks alone: ids and
/// names stay whole, to be copied. Columns that do not fit go on in a further line of each item.
/// </summary>
/// <param name="console">The terminal.</param>
/// <param name="headings">The headings of the columns.</param>
internal sealed class TerminalTable(IAnsiConsole console, IReadOnlyList<string> headings)
{
    private const int Gap = 2;
    private const int Indent = 4;

    // The last field is broken where it has at least so much room.
    private const int LeastOfLast = 24;

    private static readonly Style Heading = new(decoration: Decoration.Bold | Decoration.Underline);

    /// <summary>Draws the items, each its fields, one for each heading, and further lines.</summary>
    public void Draw(IReadOnlyList<(string[] Fields, string[] Lines)> items)
    {
        int[] widths = [.. headings.Select((heading, i) => items.Select(item => item.Fields[i]).Append(heading).Max(field => field.GetCellWidth()))];
        Write(headings, widths, _ => Heading);
        foreach (var (fields, lines) in items)
        {
            Write(fields, widths, StateStyle.Of);
            foreach (var line in lines.SelectMany(text => Broken(text, console.Profile.Width - Gap)))
            {
                Write(new string(' ', Gap) + line, style: null);
                console.WriteLine();
            }
        }
    }

    private void Write(IReadOnlyList<string> fields, int[] widths, Func<string, Style?> style)
    {
        var (at, blanks) = (0, 0);
        for (var i = 0; i < fields.Count; i++)
        {
            var isLast = i == fields.Count - 1;
            if (at > 0 && at + (isLast ? Math.Min(widths[i], LeastOfLast) : widths[i]) > console.Profile.Width)
            {
                console.WriteLine();
                (at, blanks) = (Indent, Indent);
            }

            var lines = isLast || at + widths[i] > console.Profile.Width ? Broken(fields[i], console.Profile.Width - at) : [fields[i]];
            for (var line = 0; line < lines.Count; line++)
            {
                if (line > 0)
                {
                    console.WriteLine();
                    blanks = at;
                }

                Write(new string(' ', blanks), style: null);
                Write(lines[line], style(fields[i]));
            }

            blanks = widths[i] - fields[i].GetCellWidth() + Gap;
            at += widths[i] + Gap;
        }

        console.WriteLine();
    }

    // A text without a style goes past what would break it at the width.
    private void Write(string text, Style? style)
    {
        if (style is null)
        {
            console.Profile.Out.Writer.Write(text);
        }
        else
        {
            console.Write(new Text(text, style));
        }
    }

    private static List<string> Broken(string text, int width)
    {
        List<string> lines = [""];
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].GetCellWidth() + 1 + word.GetCellWidth() > width)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            }
        }

        return lines;
    }
}
