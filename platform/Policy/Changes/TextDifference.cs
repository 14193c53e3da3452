using System.Text;

namespace MeshStarter.Policy.Changes;

/// <summary>The difference of two texts by lines, in the unified form.</summary>
public static class TextDifference
{
    private const int Context = 3;
    // Beyond so many changed lines the texts are shown as replaced in one piece.
    private const int MostEdits = 1_000;

    /// <summary>Returns the difference; empty for equal texts.</summary>
    /// <param name="before">The old text.</param>
    /// <param name="after">The new text.</param>
    /// <param name="beforeName">The name of the old text.</param>
    /// <param name="afterName">The name of the new text.</param>
    public static string Of(string before, string after, string beforeName, string afterName)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, changed) = (Lines(before), Lines(after));
        var edits = Edits(old, changed);
        if (edits.TrueForAll(edit => edit.Sign == ' '))
        {
            return "";
        }

        var text = new StringBuilder().Append("--- ").Append(beforeName).Append('\n').Append("+++ ").Append(afterName).Append('\n');
        for (var i = 0; i < edits.Count;)
        {
            var first = edits.FindIndex(i, edit => edit.Sign != ' ');
            if (first < 0)
            {
                break;
            }

            var (begin, end) = (Math.Max(i, first - Context), first);
            for (var quiet = 0; end < edits.Count && quiet <= 2 * Context; end++)
            {
                quiet = edits[end].Sign == ' ' ? quiet + 1 : 0;
            }

            while (end > first && edits[end - 1].Sign == ' ')
            {
                end--;
            }

            end = Math.Min(edits.Count, end + Context);
            Append(text, edits, begin, end);
            i = end;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, List<(char Sign, string Line)> edits, int begin, int end)
    {
        var (oldLine, newLine) = (edits.Take(begin).Count(edit => edit.Sign != '+') + 1, edits.Take(begin).Count(edit => edit.Sign != '-') + 1);
        var piece = edits.GetRange(begin, end - begin);
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"@@ -{oldLine},{piece.Count(edit => edit.Sign != '+')} +{newLine},{piece.Count(edit => edit.Sign != '-')} @@\n");
        foreach (var (sign, line) in piece)
        {
            text.Append(sign).Append(line).Append('\n');
        }
    }

    // The greedy algorithm of Myers: the shortest series of edits.
    private static List<(char Sign, string Line)> Edits(string[] old, string[] changed)
    {
        var trace = new List<int[]>();
        var most = Math.Min(old.Length + changed.Length, MostEdits);
        var reach = new int[(2 * most) + 3];
        for (var edits = 0; edits <= most; edits++)
        {
            trace.Add([.. reach]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var at = most + 1 + diagonal;
                var x = diagonal == -edits || (diagonal != edits && reach[at - 1] < reach[at + 1]) ? reach[at + 1] : reach[at - 1] + 1;
                var y = x - diagonal;
                while (x < old.Length && y < changed.Length && string.Equals(old[x], changed[y], StringComparison.Ordinal))
                {
                    (x, y) = (x + 1, y + 1);
                }

                reach[at] = x;
                if (x >= old.Length && y >= changed.Length)
                {
                    return Back(trace, old, changed, most);
                }
            }
        }

        return [.. old.Select(line => ('-', line)), .. changed.Select(line => ('+', line))];
    }

    private static List<(char Sign, string Line)> Back(List<int[]> trace, string[] old, string[] changed, int most)
    {
        var edits = new List<(char Sign, string Line)>();
        var (x, y) = (old.Length, changed.Length);
        for (var step = trace.Count - 1; step >= 0; step--)
        {
            var (reach, diagonal) = (trace[step], x - y);
            var at = most + 1 + diagonal;
            var previous = diagonal == -step || (diagonal != step && reach[at - 1] < reach[at + 1]) ? diagonal + 1 : diagonal - 1;
            var previousX = reach[most + 1 + previous];
            var previousY = previousX - previous;
            for (; x > previousX && y > previousY && x > 0 && y > 0; y--)
            {
                edits.Add((' ', old[--x]));
            }

            if (step == 0)
            {
                break;
            }

            if (x == previousX)
            {
                edits.Add(('+', changed[--y]));
            }
            else
            {
                edits.Add(('-', old[--x]));
            }
        }

        edits.Reverse();
        return edits;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
